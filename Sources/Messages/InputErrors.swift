import CommandLineInterface
import Corpora
import Files
import Glibc
import TextProcessing

// Errors of files, texts and corpora in words.

extension FileError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .changed(let path):
      Diagnostic(
        .badData, "\(input(path)) was written to while it was in use",
        advice: "Do not change a corpus until the work on it is done.")
    case .missing(let path):
      Diagnostic(.missingInput, "there is no file `\(path)`")
    case .notReadable(let path, let code):
      Diagnostic(.missingInput, "cannot read \(input(path)): \(reason(code))")
    case .readFailed(let path, let code):
      Diagnostic(.inputOutput, "reading \(input(path)) failed: \(reason(code))")
    case .damagedGzip(let path):
      Diagnostic(
        .badData, "the compressed data of \(input(path)) are damaged or cut short",
        advice: "Check the file with `gzip --test`; download or compress it again.")
    case .lineTooLong(let path, let line, let limit):
      Diagnostic(
        .badData, "\(place(path, line: line)): no line feed in \(limit) bytes",
        advice: "Lines end at the line feed alone. Is this text?")
    case .cannotCreate(let path, let code):
      Diagnostic(
        .cannotCreate, "cannot create `\(path)`: \(reason(code))",
        advice: code == ENOENT ? "Create its directory first." : nil)
    case .writtenTwice(let path):
      Diagnostic(
        .usage, "two outputs are to be written to \(output(path))",
        advice: "Give each a file of its own.")
    case .readAndWritten(let path):
      Diagnostic(
        .usage, "\(path == "-" ? "the file of standard output" : "`\(path)`") is read and written",
        advice: "Give the output another name.")
    case .readTwice(let path):
      Diagnostic(
        .usage, "\(input(path)) cannot be two texts at once", advice: "Name the other's file.")
    case .notRereadable(let path):
      Diagnostic(
        .missingInput, "\(input(path)) cannot be read more than once, as this command has to",
        advice: "Save it to a file, and give the file's name.")
    case .writeFailed(let path, let code):
      Diagnostic(
        .inputOutput, "writing \(output(path)) failed: \(reason(code))",
        advice: code == ENOSPC ? "Free some space there, or write elsewhere." : nil)
    case .closedPipe: nil
    }
  }
}

extension TextError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .invalidUTF8(let path, let line, let byte, let value):
      Diagnostic(
        .badData, "\(place(path, line: line, byte: byte)): \(hexadecimal(value)) is not UTF-8",
        advice: "Convert the file with iconv (of compressed files, only gzip is read), or, where "
          + "the command has the option, give `--invalid-utf8 replace` or `skip`.")
    case .unknownEscape(let path, let line, let byte, let value):
      Diagnostic(
        .badData, "\(place(path, line: line, byte: byte)): unknown escape `\(value)`",
        advice: value.hasPrefix("\\")
          ? "The escapes of a vocabulary are \\t, \\n, \\r, \\s and \\\\."
          : "Was this text written by `translate tokenize --joiner`?")
    }
  }
}

/// What the first line of a file shows it to be: one that is given where another kind is expected was
/// mistaken for it.
package enum TextFileKind: Equatable, Sendable {
  case vocabulary
  case merges

  /// Nil where the line may be that of any text.
  package init?(firstLine: String) {
    switch firstLine.split(whereSeparator: \.isWhitespace).first {
    case "<pad>": self = .vocabulary
    case "#version:": self = .merges
    default: return nil
    }
  }

  package var inWords: String { self == .vocabulary ? "a vocabulary" : "a file of merges" }
}

/// Says that a file is of another kind than the one that was expected, where its first line shows it.
private func otherKind(
  _ path: String, line: Int, _ value: String, expected: String, advice: String
) -> Diagnostic? {
  guard line == 1, let kind = TextFileKind(firstLine: value), kind.inWords != expected else {
    return nil
  }
  return Diagnostic(
    .badData, "\(input(path)) is \(kind.inWords), not \(expected)", advice: advice)
}

private func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

extension CorpusError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .noLines(let path):
      Diagnostic(.badData, "\(input(path)) is empty", advice: "A corpus needs at least one pair.")
    case .unequalCounts(let source, let target):
      Diagnostic(
        .badData,
        "\(input(source.path)) has \(counted(source.lines, "line")), and \(input(target.path)) "
          + "\(target.lines)",
        advice: "Each line and its translation must have the same number in the two files.")
    case .notTwoColumns(let path, let line, let tabs):
      Diagnostic(
        .badData, "\(place(path, line: line)): \(counted(tabs, "tab")) where there must be one",
        advice: "`translate corpus clean --tsv` leaves such lines out.")
    case .tabInText(let path, let line):
      Diagnostic(
        .badData, "\(place(path, line: line)): text with a tab does not fit into a table",
        advice: "Write two files instead.")
    case .changedBetweenReadings(let path, let first, let second):
      Diagnostic(
        .badData,
        "\(input(path)) had \(counted(first, "line")) at the first reading and \(second) at the second",
        advice: "Do not change a corpus while it is split.")
    case .splitTooLarge(let wanted, let lines):
      Diagnostic(
        .usage, "\(counted(wanted, "pair")) requested, and the corpus has \(lines)",
        advice: "Ask for fewer with --valid and --test.")
    case .splitImpossible(let part, let wanted, let lines, let largest):
      Diagnostic(
        .badData,
        "no pairs are left for \(part), which was to have \(wanted) of \(lines): "
          + "up to \(largest) pairs are connected by the same source or target",
        advice: "Drop duplicates first (`translate corpus clean`), or ask for a larger part.")
    }
  }
}

extension TokenizerError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .unknownLocale(let name):
      Diagnostic(
        .usage, "ICU does not know the language `\(name)`",
        advice: "A locale is a language such as fr, or a language and a country such as tr-TR.")
    case .losesText:
      Diagnostic(
        .usage, "--tokenizer keras removes punctuation: its tokens cannot restore the text",
        advice: "Leave out --joiner and --verify, or use another tokenizer.")
    }
  }
}

extension RoundTrip.Failure: Explained {
  package var diagnostic: Diagnostic? {
    Diagnostic(
      .badData,
      "\(place(path, line: line)) is not restored: \(quoted(text)) becomes \(quoted(tokens)), "
        + "and that \(quoted(result))",
      advice: "This is an internal error: please report it, with the line.")
  }
}

extension BytePairError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .emptyMerges(let path):
      Diagnostic(
        .badData, "\(input(path)) is empty", advice: "`translate bpe` learns merges from text.")
    case .unknownVersion(let path, let value):
      Diagnostic(
        .badData, "\(place(path, line: 1)): \(quoted(value)) is not a known version of the format",
        advice: "The versions are 0.1 and 0.2.")
    case .malformedMerge(let path, let line, let value):
      otherKind(
        path, line: line, value, expected: TextFileKind.merges.inWords,
        advice: "`translate bpe` learns merges from text.")
        ?? Diagnostic(
          .badData, "\(place(path, line: line)): \(quoted(value)) is not a merge",
          advice: "A merge is two symbols separated by a space, as `translate bpe` writes them.")
    case .malformedCount(let path, let line, let value):
      otherKind(
        path, line: line, value, expected: "a vocabulary of subwords",
        advice: "Count the subwords with `translate vocab`.")
        ?? Diagnostic(
          .badData, "\(place(path, line: line)): \(quoted(value)) is not a subword with its count",
          advice: "Count the subwords with `translate vocab`.")
    case .malformedGlossary(let pattern):
      Diagnostic(
        .usage, "--glossary `\(pattern)` is not a regular expression",
        advice: "Put a backslash before a character that is meant literally.")
    }
  }
}

extension VocabularyError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .sizeTooSmall(let size, let least):
      Diagnostic(
        .usage,
        "a vocabulary of \(counted(size, "token")) has no room for the \(least) special tokens")
    case .specialTokenMissing(let path, let line, let expected, let found):
      otherKind(
        path, line: line, found ?? "", expected: TextFileKind.vocabulary.inWords,
        advice: "`translate vocab` builds a vocabulary from text.")
        ?? Diagnostic(
          .badData,
          "\(place(path, line: line)): \(found.map(quoted) ?? "the end of the file") is "
            + "where \(expected) should be",
          advice: "A vocabulary begins with <pad>, <unk>, <s> and </s>: make one with "
            + "`translate vocab`.")
    case .emptyToken(let path, let line):
      Diagnostic(.badData, "\(place(path, line: line)): there is no token")
    case .duplicateToken(let path, let line, let first, let token):
      Diagnostic(
        .badData, "\(place(path, line: line)): \(quoted(token)) is already in line \(first)",
        advice: "Each token has one id: delete one of the lines.")
    case .notEscaped(let path, let line, let byte, let value):
      Diagnostic(
        .badData,
        "\(place(path, line: line, byte: byte)): \(hexadecimal(value)) has to be escaped",
        advice: "A tab separates a token from its count; within a token, a space is written \\s "
          + "and a carriage return \\r.")
    case .badCount(let path, let line, let value):
      Diagnostic(.badData, "\(place(path, line: line)): \(quoted(value)) is not a count")
    case .countMissing(let path, let line):
      Diagnostic(
        .badData, "\(place(path, line: line)): the count is missing, and the first line has one")
    case .countUnexpected(let path, let line, let value):
      Diagnostic(
        .badData,
        "\(place(path, line: line)): the count \(value) is one too many: the first line has none"
      )
    }
  }
}

extension SequenceError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .notANumber(let path, let line, let word, let value):
      otherKind(
        path, line: line, value, expected: "a file of numbers",
        advice: "`translate pad --vocab VOCAB TEXT` turns tokens into ids.")
        ?? Diagnostic(
          .badData, "\(place(path, line: line)), word \(word): \(quoted(value)) is not a number",
          advice: "If the lines are tokens, give their vocabulary: translate pad --vocab VOCAB"
            + (path == "-" ? "" : " \(path)"))
    }
  }
}
