/// Splits what ICU takes for one word where a language writes two (`l'homme`, `don't`), and puts
/// together what it splits (`l'11`, `1990's`).
///
/// Done after ICU and not in its rules: rules that chain into one another would glue `dogs'`.
struct Clitics: Sendable {
  private let elisions: Set<[UInt8]>
  private let contractions: Set<[UInt8]>  // with the plain apostrophe
  private let shortenings: Set<[UInt8]>
  private let abbreviations: Set<[UInt8]>

  init(_ habits: LanguageHabits) {
    elisions = Set(habits.elisions.map { Array($0.utf8) })
    contractions = Set(habits.contractions.map { Array($0.utf8) })
    shortenings = Set(habits.shortenings.map { Array($0.utf8) })
    abbreviations = Set(habits.abbreviations.map { folded(Array($0.utf8).span) })
  }

  /// Appends the tokens of one word that ends at `end` of the chunk.
  func appendTokens(
    ofWord word: Range<Int>, in chunk: Span<UInt8>, to tokens: inout [ChunkToken]
  ) {
    var start = word.lowerBound
    while let end = endOfElision(in: chunk, start..<word.upperBound) {
      tokens.append(ChunkToken(end: Int32(end), kind: .elided))
      start = end
    }
    var starts: [Int] = []  // of contractions, the last first
    var end = word.upperBound
    while let found = startOfContraction(in: chunk, start..<end) {
      starts.append(found)
      end = found
    }
    tokens.append(ChunkToken(end: Int32(end), kind: .word))
    for index in starts.indices.reversed() {
      let end = index == 0 ? word.upperBound : starts[index - 1]
      tokens.append(ChunkToken(end: Int32(end), kind: .leaning))
    }
  }

  /// Whether a whole word is one that elides, so that an apostrophe after it is its own.
  func isElision(_ word: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    word.count <= 7 && elisions.contains(folded(chunk.extracting(word)))
  }

  /// Whether an apostrophe and the letters after it are a contraction.
  func isContraction(_ range: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    range.count <= 5 && contractions.contains(folded(chunk.extracting(range)))
  }

  /// Whether a word with an apostrophe after it keeps it.
  func isShortening(_ word: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    word.count <= 4 && shortenings.contains(folded(chunk.extracting(word)))
  }

  /// Whether a dot after a word belongs to it. A capital does, as the initial of a name; but `I` is a
  /// word.
  func isAbbreviation(_ word: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    let first = chunk[word.lowerBound]
    if word.count == 1 && (0x41...0x5A).contains(first) && first != UInt8(ascii: "I") {
      return true
    }
    return word.count <= 8 && abbreviations.contains(folded(chunk.extracting(word)))
  }

  private func endOfElision(in chunk: Span<UInt8>, _ word: Range<Int>) -> Int? {
    for position in word.prefix(8) {
      let length = apostropheLength(in: chunk, at: position)
      guard length > 0 else { continue }
      let end = position + length
      let elides = end < word.upperBound && isElision(word.lowerBound..<position, in: chunk)
      return elides ? end : nil
    }
    return nil
  }

  private func startOfContraction(in chunk: Span<UInt8>, _ word: Range<Int>) -> Int? {
    guard !contractions.isEmpty else { return nil }
    // An apostrophe is one byte or three, and up to three letters stand around it.
    for start in word.dropFirst().suffix(5) where isContraction(start..<word.upperBound, in: chunk)
    {
      return start
    }
    return nil
  }
}

/// Lowercase ASCII, apostrophes plain.
private func folded(_ word: Span<UInt8>) -> [UInt8] {
  var result: [UInt8] = []
  var position = 0
  while position < word.count {
    let apostrophe = apostropheLength(in: word, at: position)
    let byte = word[position]
    result.append(
      apostrophe > 0 ? UInt8(ascii: "'") : (0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    position += max(apostrophe, 1)
  }
  return result
}

/// The bytes of a plain (U+0027) or curly (U+2019) apostrophe at a position; 0 where there is none.
func apostropheLength(in text: Span<UInt8>, at position: Int) -> Int {
  if text[position] == UInt8(ascii: "'") { return 1 }
  let isCurly =
    text[position] == 0xE2 && position + 2 < text.count && text[position + 1] == 0x80
    && text[position + 2] == 0x99
  return isCurly ? 3 : 0
}
