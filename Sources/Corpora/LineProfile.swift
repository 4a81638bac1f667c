import TextProcessing

/// What one look over a line's code points tells.
struct LineProfile: Equatable {
  /// A code point that does not belong into a line, where it stands first.
  struct Oddity: Equatable {
    var problem: CorpusProblem
    var byte: Int  // counted from 1
    var value: UInt32
  }

  private(set) var words = 0
  private(set) var characters = 0  // code points
  private(set) var longestWord = 0  // or longest factor
  private(set) var letters = 0
  private(set) var foreignLetters = 0
  private(set) var firstForeignLetter: Unicode.Scalar?
  private(set) var oddities: [Oddity] = []

  private var isInWord = false
  private var wordLength = 0  // so far

  /// `isFactored` is what a `|` means: the end of a factor, or nothing at all. Without a writing
  /// system letters are not counted.
  init(_ text: borrowing UTF8Span, isFactored: Bool, writing: WritingSystem?) {
    var scalars = text.makeUnicodeScalarIterator()
    while let scalar = scalars.next() {
      characters += 1
      countWords(scalar, isFactored: isFactored)
      if let writing { countLetters(scalar, writing) }
      if let problem = Self.problem(with: scalar) {
        note(problem, scalar, end: scalars.currentCodeUnitOffset)
      }
    }
  }

  private mutating func countWords(_ scalar: Unicode.Scalar, isFactored: Bool) {
    if scalar == "|" {
      guard isFactored else { return }
      wordLength = 0
    } else if scalar.isWhiteSpace {
      isInWord = false
      wordLength = 0
      return
    } else {
      wordLength += 1
      longestWord = max(longestWord, wordLength)
    }
    if !isInWord { words += 1 }
    isInWord = true
  }

  private mutating func countLetters(_ scalar: Unicode.Scalar, _ writing: WritingSystem) {
    switch writing.membership(of: scalar) {
    case .neutral: return
    case .own: break
    case .foreign:
      foreignLetters += 1
      if firstForeignLetter == nil { firstForeignLetter = scalar }
    }
    letters += 1
  }

  private mutating func note(_ problem: CorpusProblem, _ scalar: Unicode.Scalar, end: Int) {
    guard !oddities.contains(where: { $0.problem == problem }) else { return }
    let byte = end - UTF8.width(scalar) + 1
    oddities.append(Oddity(problem: problem, byte: byte, value: scalar.value))
  }

  private static func problem(with scalar: Unicode.Scalar) -> CorpusProblem? {
    switch scalar.value {
    case 0x20..<0x7F, 0x09: nil
    case 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: .lineSeparator
    case ..<0xA0: .controlCharacter
    case 0xFEFF: .byteOrderMark
    case 0xFFFD: .replacementCharacter
    default: nil
    }
  }
}
