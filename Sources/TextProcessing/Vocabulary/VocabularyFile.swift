import Files

// A vocabulary file is UTF-8 with a token in each line, `token TAB count` or the token alone. The
// first line's token has id 0. `\t`, `\n`, `\r`, `\s` and `\\` stand for TAB, line feed, carriage
// return, space and backslash, so that a token is one word to any tool that splits at white space.

extension Vocabulary {
  /// Reads a vocabulary file, with or without counts. Throws a `VocabularyError`, a `FileError` or a
  /// `TextError`.
  public init(contentsOf path: String) throws {
    let reader = try LineReader(path: path)
    var parser = VocabularyParser(path: path)
    while let block = try reader.nextBlock() { try parser.read(block) }
    self = try parser.finished()
  }

  /// Reads a vocabulary file's text. `path` is for errors.
  public init(fileText: [UInt8], path: String) throws {
    var parser = VocabularyParser(path: path)
    try parser.read(LineBlock(path: path, bytes: fileText))
    self = try parser.finished()
  }

  /// The text of the vocabulary file. It can be read again where the tokens are valid UTF-8.
  public var fileText: [UInt8] {
    var text: [UInt8] = []
    for id in 0..<count {
      text.appendEscaped(self[id])
      if let count = count(of: id) {
        text.append(UInt8(ascii: "\t"))
        text += String(count).utf8
      }
      text.append(lineFeed)
    }
    return text
  }

  /// Writes the vocabulary file.
  public func write(to output: OutputFile) throws(FileError) { try output.write(fileText.span) }
}

private struct VocabularyParser {
  let path: String
  var vocabulary: Vocabulary?  // nil until the first line tells whether there are counts

  mutating func read(_ block: LineBlock) throws {
    _ = try block.forEachLine(ifInvalid: .error) { text, line in try read(text, line: line.number) }
  }

  func finished() throws -> Vocabulary {
    let lines = vocabulary?.count ?? 0
    guard let vocabulary, lines >= SpecialToken.allCases.count else {
      throw VocabularyError.specialTokenMissing(
        path: path, line: lines + 1, expected: SpecialToken.allCases[lines].spelling, found: nil)
    }
    return vocabulary
  }

  private mutating func read(_ text: Span<UInt8>, line: Int) throws {
    let tab = text.firstIndex(of: UInt8(ascii: "\t"), from: 0)
    let token = try token(text.extracting(..<(tab ?? text.count)), line: line)
    let count = try tab.map { try self.count(text.extracting(($0 + 1)...), line: line) }
    try check(token, count: count, line: line)
    if vocabulary == nil { vocabulary = Vocabulary(counted: count != nil) }
    vocabulary?.add(token.span, count: count)
  }

  private func token(_ text: Span<UInt8>, line: Int) throws -> [UInt8] {
    if text.isEmpty { throw VocabularyError.emptyToken(path: path, line: line) }
    // Checked first, since a file that is not a vocabulary fails here.
    if let special = SpecialToken(rawValue: line - 1),
      !Array(text).elementsEqual(special.spelling.utf8)
    {
      throw VocabularyError.specialTokenMissing(
        path: path, line: line, expected: special.spelling, found: String(text))
    }
    do throws(EscapeFault) {
      return try unescaped(text)
    } catch {
      switch error {
      case .unknownEscape(let escape, let index):
        throw TextError.unknownEscape(path: path, line: line, byte: index + 1, value: escape)
      case .notEscaped(let byte, let index):
        throw VocabularyError.notEscaped(path: path, line: line, byte: index + 1, value: byte)
      }
    }
  }

  private func count(_ text: Span<UInt8>, line: Int) throws(VocabularyError) -> Int {
    let digits = String(text)
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let count = Int(digits)
    else { throw .badCount(path: path, line: line, value: digits) }
    return count
  }

  private func check(_ token: [UInt8], count: Int?, line: Int) throws(VocabularyError) {
    let spelling = String(decoding: token, as: UTF8.self)
    guard let vocabulary else { return }
    if let id = vocabulary.id(of: token.span) {
      throw .duplicateToken(path: path, line: line, firstLine: id + 1, token: spelling)
    }
    switch (count, vocabulary.hasCounts) {
    case (nil, true): throw .countMissing(path: path, line: line)
    case (let count?, false): throw .countUnexpected(path: path, line: line, value: String(count))
    default: break
    }
  }
}

// MARK: Escapes

private let backslash = UInt8(ascii: "\\")
private let escapes: [(letter: UInt8, meaning: UInt8)] = [
  (UInt8(ascii: "t"), UInt8(ascii: "\t")), (UInt8(ascii: "n"), UInt8(ascii: "\n")),
  (UInt8(ascii: "r"), UInt8(ascii: "\r")), (UInt8(ascii: "s"), UInt8(ascii: " ")),
  (backslash, backslash),
]

extension [UInt8] {
  mutating func appendEscaped(_ token: some Sequence<UInt8>) {
    for byte in token {
      if let escape = escapes.first(where: { $0.meaning == byte }) {
        append(backslash)
        append(escape.letter)
      } else {
        append(byte)
      }
    }
  }
}

/// A mistake in an escaped token, and its byte, counted from 0.
enum EscapeFault: Error {
  case notEscaped(UInt8, at: Int)
  case unknownEscape(String, at: Int)
}

/// A token's bytes, from a vocabulary file.
func unescaped(_ text: Span<UInt8>) throws(EscapeFault) -> [UInt8] {
  var token: [UInt8] = []
  var index = 0
  while index < text.count {
    let byte = text[index]
    if byte == backslash {
      let end = index + 1 < text.count ? text.endOfCodePoint(from: index + 1) : index + 1
      guard index + 1 < text.count,
        let escape = escapes.first(where: { $0.letter == text[index + 1] })
      else { throw .unknownEscape(String(text.extracting(index..<end)), at: index) }
      token.append(escape.meaning)
      index = end
    } else if escapes.contains(where: { $0.meaning == byte }) {
      throw .notEscaped(byte, at: index)
    } else {
      token.append(byte)
      index += 1
    }
  }
  return token
}
