import CommandLineInterface
import TextProcessing

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
      advice: "That is a fault of ours: please report it, with the line.")
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
