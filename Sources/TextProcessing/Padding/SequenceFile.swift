import Files

/// What is no number where one was expected. Lines and words count from 1.
public enum SequenceError: Error, Equatable, Sendable {
  case notANumber(path: String, line: Int, word: Int, value: String)
}

/// The sequences of a file: a line a sequence, numbers with white space between them.
public func readNumbers(_ path: String) throws -> [[Number]] {
  try readSequences(path) { text, line in
    try text.split(whereSeparator: \.isWhitespace).enumerated().map { index, word in
      guard let number = Number(word) else {
        throw SequenceError.notANumber(
          path: path, line: line, word: index + 1, value: String(word))
      }
      return number
    }
  }
}

/// The same for tokens with spaces between them, each of which becomes its id.
public func readTokens(_ path: String, as vocabulary: Vocabulary) throws -> [[Number]] {
  try readSequences(path) { text, _ in
    var ids: [Number] = []
    Array(text.utf8).span.forEachToken { ids.append(.integer(vocabulary.textID(of: $0))) }
    return ids
  }
}

private func readSequences(
  _ path: String, _ parse: (_ text: String, _ line: Int) throws -> [Number]
) throws -> [[Number]] {
  let reader = try LineReader(path: path)
  var sequences: [[Number]] = []
  while let block = try reader.nextBlock() {
    _ = try block.forEachLine(ifInvalid: .error) { text, line in
      sequences.append(try parse(String(text), line.number))
    }
  }
  return sequences
}
