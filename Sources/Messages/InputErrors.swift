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
        advice: "Leave a corpus as it is until the work on it is done.")
    case .missing(let path):
      Diagnostic(.missingInput, "there is no file `\(path)`")
    case .notReadable(let path, let code):
      Diagnostic(.missingInput, "cannot read \(input(path)): \(reason(code))")
    case .readFailed(let path, let code):
      Diagnostic(.inputOutput, "reading \(input(path)) failed: \(reason(code))")
    case .damagedGzip(let path):
      Diagnostic(
        .badData, "the compressed data of \(input(path)) are damaged or cut short",
        advice: "`gzip --test` tells more; fetch or compress the file anew.")
    case .lineTooLong(let path, let line, let limit):
      Diagnostic(
        .badData, "\(place(path, line: line)): no line feed in \(limit) bytes",
        advice: "Lines end at the line feed alone. Is this text?")
    case .cannotCreate(let path, let code):
      Diagnostic(
        .cannotCreate, "cannot create `\(path)`: \(reason(code))",
        advice: code == ENOENT ? "Create the directory that it is to stand in first." : nil)
    case .writtenTwice(let path):
      Diagnostic(
        .usage, "two outputs are to be written to `\(path)`", advice: "Give each a file of its own."
      )
    case .readAndWritten(let path):
      Diagnostic(
        .usage, "`\(path)` is read and written", advice: "Give the output a name of its own.")
    case .notCompressed(let path):
      Diagnostic(
        .usage, "`\(path)` would not be compressed, whatever its name says",
        advice: "Write to standard output and on through gzip.")
    case .writeFailed(let path, let code):
      Diagnostic(
        .inputOutput, "writing \(output(path)) failed: \(reason(code))",
        advice: code == ENOSPC ? "Make room there, or write elsewhere." : nil)
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
        advice: "Convert the file with iconv (of what is compressed, only gzip is read), or, where "
          + "the command has it, give `--invalid-utf8 replace` or `skip`.")
    case .unknownEscape(let path, let line, let byte, let value):
      Diagnostic(
        .badData, "\(place(path, line: line, byte: byte)): unknown escape `\(value)`",
        advice: value.hasPrefix("\\")
          ? "The escapes of a vocabulary are \\t, \\n, \\r, \\s and \\\\."
          : "Was this text written by `translate tokenize --joiner`?")
    }
  }
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
        "\(input(source.path)) has \(source.lines) lines, and \(input(target.path)) "
          + "\(target.lines)",
        advice: "Each line and its translation must have the same number in the two files.")
    case .notTwoColumns(let path, let line, let tabs):
      Diagnostic(
        .badData, "\(place(path, line: line)): \(tabs) tabs where there must be one",
        advice: "`translate corpus clean --tsv` leaves such lines out.")
    case .tabInText(let path, let line):
      Diagnostic(
        .badData, "\(place(path, line: line)): text with a tab does not fit into a table",
        advice: "Write two files instead.")
    case .changedBetweenReadings(let path, let first, let second):
      Diagnostic(
        .badData,
        "\(input(path)) had \(first) lines at the first reading and \(second) "
          + "at the second",
        advice: "A split reads twice: give it files that nobody writes to, and no pipe.")
    case .splitTooLarge(let wanted, let lines):
      Diagnostic(
        .usage, "\(wanted) pairs were asked for, and the corpus has \(lines)",
        advice: "Ask for fewer with --valid and --test.")
    case .splitImpossible(let part, let wanted, let lines, let largest):
      Diagnostic(
        .badData,
        "no pairs are left for \(part), which was to have \(wanted) of \(lines): "
          + "up to \(largest) pairs are linked by the same source or target",
        advice: "Drop duplicates first (`translate corpus clean`), or ask for a larger part.")
    }
  }
}

extension TokenizerError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .unknownLocale(let name):
      Diagnostic(
        .usage, "ICU knows no language `\(name)`",
        advice: "A locale is a language such as fr, or a language and a country such as tr-TR.")
    case .losesText:
      Diagnostic(
        .usage, "--tokenizer keras throws punctuation away: the text cannot be had back from it",
        advice: "Leave out --joiner and --verify, or take another tokenizer.")
    }
  }
}

extension RoundTrip.Failure: Explained {
  package var diagnostic: Diagnostic? {
    Diagnostic(
      .badData,
      "\(place(path, line: line)) does not come back: \(quoted(text)) becomes \(quoted(tokens)), "
        + "and that \(quoted(result))",
      advice: "That is an internal error: please report it, with the line.")
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
        .badData, "\(place(path, line: 1)): \(quoted(value)) is no version of the format",
        advice: "0.1 and 0.2 are.")
    case .malformedMerge(let path, let line, let value):
      Diagnostic(
        .badData, "\(place(path, line: line)): \(quoted(value)) is no merge",
        advice: "A merge is two symbols with a space between. Is this a file of `translate bpe`?")
    case .malformedCount(let path, let line, let value):
      Diagnostic(
        .badData, "\(place(path, line: line)): \(quoted(value)) is no piece with its count",
        advice: "Count the pieces with `translate vocab`.")
    case .malformedGlossary(let pattern):
      Diagnostic(
        .usage, "--glossary `\(pattern)` is no regular expression",
        advice: "Put a backslash before a character that is meant as itself.")
    }
  }
}

extension VocabularyError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .sizeTooSmall(let size, let least):
      Diagnostic(.usage, "a vocabulary of \(size) has no room for the \(least) special tokens")
    case .specialTokenMissing(let path, let line, let expected, let found):
      Diagnostic(
        .badData,
        "\(place(path, line: line)): \(found.map(quoted) ?? "the end") stands "
          + "where \(expected) belongs",
        advice: "A vocabulary begins with <pad>, <unk>, <s> and </s>: make one with "
          + "`translate vocab`.")
    case .emptyToken(let path, let line):
      Diagnostic(.badData, "\(place(path, line: line)): there is no token")
    case .duplicateToken(let path, let line, let first, let token):
      Diagnostic(
        .badData, "\(place(path, line: line)): \(quoted(token)) stands in line \(first) already",
        advice: "Each token has one id: delete one of the lines.")
    case .notEscaped(let path, let line, let byte, let value):
      Diagnostic(
        .badData, "\(place(path, line: line, byte: byte)): \(hexadecimal(value)) stands as itself",
        advice: "A tab parts a token from its count; within a token, a space is written \\s "
          + "and a carriage return \\r.")
    case .badCount(let path, let line, let value):
      Diagnostic(.badData, "\(place(path, line: line)): \(quoted(value)) is no count")
    case .countMissing(let path, let line):
      Diagnostic(
        .badData, "\(place(path, line: line)): there is no count, though the first line has one")
    case .countUnexpected(let path, let line, let value):
      Diagnostic(
        .badData,
        "\(place(path, line: line)): there is a count, \(value), though the first line has none")
    }
  }
}

extension SequenceError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .notANumber(let path, let line, let word, let value):
      Diagnostic(
        .badData, "\(place(path, line: line)), word \(word): \(quoted(value)) is not a number",
        advice: "If the lines are tokens, name their vocabulary with --vocab.")
    }
  }
}
