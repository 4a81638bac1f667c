import Files
import Glibc

/// The words of a line as hashes, and what else is compared of lines that may be translations of
/// each other. Made of bytes, for speed, and used again and again.
///
/// Words are runs of letters and digits, with ASCII letters in lower case; each character of the
/// scripts that CJK text is written in is a word by itself.
struct LineWords {
  private(set) var hashes: [UInt32] = []
  private(set) var shape = LineShape()

  private static let seed: UInt32 = 0x811C_9DC5  // of FNV-1a
  private static let prime: UInt32 = 0x0100_0193
  private var hash = seed
  private var length = 0  // of the word so far
  private var isCopied = false

  mutating func read(_ line: Line) {
    hashes.removeAll(keepingCapacity: true)
    shape = LineShape(bytes: line.text.count, end: line.text.last ?? 0)
    let text = line.text.span
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case 0x61...0x7A:
        index = addLetters(of: text, from: index)
        continue
      case 0x41...0x5A: addCapital(byte)
      case 0x30...0x39: addDigit(byte)
      case ..<0x80: endWord()
      case 0xC2, 0xE2:  // punctuation, no-break spaces and symbols
        endWord()
        index += byte == 0xC2 ? 1 : 2
      case 0xE3...0xED:
        endWord()
        for next in index..<min(index + 3, text.count) { add(text[next]) }
        endWord()
        index += 2
      default: add(byte)
      }
      index += 1
    }
    endWord()
  }

  private mutating func add(_ byte: UInt8) {
    hash = (hash ^ UInt32(byte)) &* Self.prime
    length += 1
  }

  /// A run of small letters, without a look at anything else: most bytes of most texts.
  private mutating func addLetters(of text: Span<UInt8>, from start: Int) -> Int {
    var (hash, index) = (hash, start)
    while index < text.count, text[index] >= 0x61, text[index] <= 0x7A {
      hash = (hash ^ UInt32(text[index])) &* Self.prime
      index += 1
    }
    self.hash = hash
    length += index - start
    return index
  }

  /// A capital within a line is mostly a name's.
  private mutating func addCapital(_ byte: UInt8) {
    if length == 0 && !hashes.isEmpty { isCopied = true }
    add(byte | 0x20)
  }

  private mutating func addDigit(_ byte: UInt8) {
    isCopied = true
    add(byte)
  }

  private mutating func endWord() {
    guard length > 0 else { return }
    // The low bits of FNV are poor for short words.
    let mixed = (hash ^ hash >> 15) &* 0x85EB_CA6B
    hashes.append(mixed ^ mixed >> 13)
    if isCopied { shape.add(mixed) }
    (hash, length, isCopied) = (Self.seed, 0, false)
  }
}

/// What a line and its translation have in common in any two languages: their length, copied words,
/// and whether they ask or exclaim.
struct LineShape {
  private(set) var bytes: Double = 0
  private(set) var logBytes = 0.0
  private(set) var mark: UInt8 = 0  // `?`, `!` or none
  /// A bit for each number and name, by its hash.
  private(set) var copied: UInt64 = 0

  fileprivate init() {}

  fileprivate init(bytes: Int, end: UInt8) {
    self.bytes = Double(bytes)
    logBytes = log(Double(bytes) + 1)
    mark = end == UInt8(ascii: "?") || end == UInt8(ascii: "!") ? end : 0
  }

  fileprivate mutating func add(_ word: UInt32) {
    copied |= 1 << UInt64(word >> 26)
  }
}
