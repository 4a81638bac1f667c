import Files
import TextProcessing

/// Looks at pairs one by one and finds what is wrong with each of them by itself.
struct PairInspector {
  private let limits: CorpusLimits
  private let writingSystems: [WritingSystem?]  // source, target
  /// Whether the two languages share no letter, so that each pair by itself tells if it is swapped.
  let tellsSwapsByScript: Bool
  private var isFactored: Bool?  // the first pair says so

  /// Without a locale a side's scripts are not looked at.
  init(limits: CorpusLimits, sourceLocale: String?, targetLocale: String?) {
    self.limits = limits
    writingSystems = [sourceLocale, targetLocale].map { $0.map(WritingSystem.init) }
    if let source = writingSystems[0], let target = writingSystems[1] {
      tellsSwapsByScript = !source.sharesLetters(with: target)
    } else {
      tellsSwapsByScript = false
    }
  }

  struct Inspection {
    /// Nil where the line is not UTF-8: then nothing else is found in its text.
    var source: LineProfile?
    var target: LineProfile?
    var findings: [PairFinding] = []

    fileprivate mutating func add(
      _ problem: CorpusProblem, _ side: CorpusSide?, _ detail: FindingDetail = .none
    ) {
      findings.append(PairFinding(problem: problem, side: side, detail: detail))
    }
  }

  mutating func inspect(_ pair: LinePair) -> Inspection {
    let isFactored = self.isFactored ?? Self.isFactored(pair)
    self.isFactored = isFactored
    var result = Inspection()
    result.source = inspect(pair, .source, writingSystems[0], isFactored, &result)
    result.target = inspect(pair, .target, writingSystems[1], isFactored, &result)
    if let source = result.source, let target = result.target {
      compare(pair, source, target, &result)
    }
    return result
  }

  private static func isFactored(_ pair: LinePair) -> Bool {
    CorpusSide.allCases.contains { pair[$0].text.contains(UInt8(ascii: "|")) }
  }

  // MARK: A side

  private func inspect(
    _ pair: LinePair, _ side: CorpusSide, _ writingSystem: WritingSystem?, _ isFactored: Bool,
    _ result: inout Inspection
  ) -> LineProfile? {
    let line = pair[side]
    var offset = side == .target ? pair.targetOffset : 0  // of the text in its line of the file
    if line.marks.contains(.byteOrderMark) {
      result.add(.byteOrderMark, side, .byte(1, value: 0xFEFF))
      offset += LineBlock.byteOrderMark.count
    }
    if line.marks.contains(.carriageReturn) { result.add(.carriageReturn, side) }
    if let limit = limits.maxBytes, line.text.count > limit {
      result.add(.tooManyBytes, side, .count(line.text.count))
    }
    do throws(UTF8.ValidationError) {
      let text = try UTF8Span(validating: line.text.span)
      let profile = LineProfile(
        text, of: side, offset: offset, isFactored: isFactored, writingSystem: writingSystem)
      judge(profile, side, &result)
      result.findings += LineRepair.findings(line.text.span, side, offset: offset)
      return profile
    } catch {
      let wrong = error.byteOffsets.lowerBound
      let value = UInt32(line.text[line.text.startIndex + wrong])
      result.add(.invalidUTF8, side, .byte(wrong + 1 + offset, value: value))
      return nil
    }
  }

  private func judge(_ profile: LineProfile, _ side: CorpusSide, _ result: inout Inspection) {
    if profile.words == 0 { result.add(.empty, side) }
    if let limit = limits.maxWords, profile.words > limit {
      result.add(.tooManyWords, side, .count(profile.words))
    }
    if let limit = limits.minWords, profile.words < limit {
      result.add(.tooFewWords, side, .count(profile.words))
    }
    if let limit = limits.maxWordLength, profile.longestWord > limit {
      result.add(.longWord, side, .count(profile.longestWord))
    }
    if let limit = limits.maxCharacters, profile.characters > limit {
      result.add(.tooManyCharacters, side, .count(profile.characters))
    }
    result.findings += profile.findings
    if profile.isForeign, let letter = profile.firstForeignLetter {
      result.add(.wrongScript, side, .script(WritingSystem.script(of: letter)))
    }
  }

  // MARK: The two sides

  private func compare(
    _ pair: LinePair, _ source: LineProfile, _ target: LineProfile, _ result: inout Inspection
  ) {
    guard source.words > 0, target.words > 0 else { return }
    let (fewer, more) = (min(source.words, target.words), max(source.words, target.words))
    if let limit = limits.maxRatio, Double(more) / Double(fewer) > limit {
      result.add(.lengthRatio, nil, .counts(source: source.words, target: target.words))
    }
    if pair.source.trimmedText.elementsEqual(pair.target.trimmedText) {
      result.add(.copiedSource, nil)
    }
    if tellsSwapsByScript, isForeign(source, to: .source), isForeign(target, to: .target) {
      result.add(.swapped, nil)
    }
    compareCopiedText(pair, source, target, &result)
  }

  /// Whether a side is in the other language's script.
  private func isForeign(_ profile: LineProfile, to side: CorpusSide) -> Bool {
    guard profile.isForeign, let letter = profile.firstForeignLetter else { return false }
    return writingSystems[side == .source ? 1 : 0]?.membership(of: letter) == .own
  }

  private func compareCopiedText(
    _ pair: LinePair, _ source: LineProfile, _ target: LineProfile, _ result: inout Inspection
  ) {
    if source.mayHaveDigits || target.mayHaveDigits,
      let detail = Numbers.mismatch(Numbers(pair.source.scalars), Numbers(pair.target.scalars))
    {
      result.add(.numberMismatch, nil, detail)
    }
    if Addresses.mayBeIn(pair.source.text.span) || Addresses.mayBeIn(pair.target.text.span),
      let detail = Addresses.mismatch(
        Addresses(pair.source.scalars), Addresses(pair.target.scalars))
    {
      result.add(.addressMismatch, nil, detail)
    }
  }
}

extension Line {
  /// With characters for references such as `&#39;`, which is not a number.
  fileprivate var scalars: String.UnicodeScalarView {
    String(decoding: LineRepair.withCharacters(Array(text)), as: UTF8.self).unicodeScalars
  }
}

extension WritingSystem {
  fileprivate func sharesLetters(with other: WritingSystem) -> Bool {
    (0...0xFFFF as ClosedRange<UInt32>).contains { value in
      guard let scalar = Unicode.Scalar(value) else { return false }
      return membership(of: scalar) == .own && other.membership(of: scalar) == .own
    }
  }
}

/// What one look over a line's code points finds.
struct LineProfile {
  private(set) var words = 0
  private(set) var characters = 0  // code points
  private(set) var longestWord = 0  // or longest factor
  private(set) var letters = 0
  private(set) var foreignLetters = 0
  private(set) var firstForeignLetter: Unicode.Scalar?
  private(set) var mayHaveDigits = false
  /// Code points that do not belong into a line, each where it stands first.
  private(set) var findings: [PairFinding] = []

  /// Most letters are of scripts that the language does not use.
  var isForeign: Bool { foreignLetters * 2 > letters }

  private let side: CorpusSide
  private let offset: Int
  private var isInWord = false
  private var wordLength = 0  // so far

  /// - Parameters:
  ///   - offset: how many bytes stand before the text in its line of the file.
  ///   - isFactored: what a `|` means: the end of a factor, or nothing at all.
  ///   - writingSystem: without one letters are not counted.
  init(
    _ text: borrowing UTF8Span, of side: CorpusSide, offset: Int, isFactored: Bool,
    writingSystem: WritingSystem?
  ) {
    (self.side, self.offset) = (side, offset)
    let bytes = text.span
    var position = 0
    while position < bytes.count {
      position = readASCII(of: bytes, from: position, writingSystem)
      guard position < bytes.count else { break }
      let scalar = bytes.scalar(at: position)
      position += UTF8.width(scalar)
      characters += 1
      countWords(scalar, isFactored: isFactored)
      if Numbers.mayBeDigit(scalar) { mayHaveDigits = true }
      if let writingSystem { countLetters(scalar, writingSystem) }
      if let problem = Self.problem(with: scalar) { add(problem, scalar, end: position) }
    }
  }

  /// Reads the ASCII characters that are part of a word, which most bytes of most texts are, and
  /// returns where they end: what `init` does with them, without a look at the rest.
  private mutating func readASCII(
    of bytes: Span<UInt8>, from start: Int, _ writingSystem: WritingSystem?
  ) -> Int {
    var (end, hasDigits) = (start, false)
    while end < bytes.count {
      let byte = bytes[end]
      guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "|") else { break }
      if byte >= 0x30, byte <= 0x39 { hasDigits = true }
      if let writingSystem { countLetters(Unicode.Scalar(byte), writingSystem) }
      end += 1
    }
    guard end > start else { return start }
    if hasDigits { mayHaveDigits = true }
    if !isInWord { words += 1 }
    isInWord = true
    characters += end - start
    wordLength += end - start
    longestWord = max(longestWord, wordLength)
    return end
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

  private mutating func countLetters(_ scalar: Unicode.Scalar, _ writingSystem: WritingSystem) {
    switch writingSystem.membership(of: scalar) {
    case .neutral: return
    case .own: break
    case .foreign:
      foreignLetters += 1
      if firstForeignLetter == nil { firstForeignLetter = scalar }
    }
    letters += 1
  }

  private mutating func add(_ problem: CorpusProblem, _ scalar: Unicode.Scalar, end: Int) {
    guard !findings.contains(where: { $0.problem == problem }) else { return }
    let byte = offset + end - UTF8.width(scalar) + 1
    findings.append(
      PairFinding(problem: problem, side: side, detail: .byte(byte, value: scalar.value)))
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

/// How long lines may be, all bounds inclusive; nil is no bound.
///
/// Words are counted as Moses' clean-corpus-n does: separated by white space, after every `|` was
/// taken away. A `|` on either side of the first pair says that the corpus is factored: then it
/// stays, and `maxWordLength` is each factor's. (Where Moses dies of a
/// blank factor, the pair is measured like any other.)
public struct CorpusLimits: Equatable, Sendable {
  public var minWords: Int?
  public var maxWords: Int?
  /// Words of the longer side to words of the shorter.
  public var maxRatio: Double?
  /// In code points.
  public var maxWordLength: Int?
  /// In code points.
  public var maxCharacters: Int?
  public var maxBytes: Int?

  public init(
    minWords: Int? = nil, maxWords: Int? = nil, maxRatio: Double? = nil, maxWordLength: Int? = nil,
    maxCharacters: Int? = nil, maxBytes: Int? = nil
  ) {
    self.minWords = minWords
    self.maxWords = maxWords
    self.maxRatio = maxRatio
    self.maxWordLength = maxWordLength
    self.maxCharacters = maxCharacters
    self.maxBytes = maxBytes
  }

  /// The limits of clean-corpus-n, which leaves `min` and `max` to its user.
  public static func moses(minWords: Int, maxWords: Int) -> CorpusLimits {
    CorpusLimits(minWords: minWords, maxWords: maxWords, maxRatio: 9, maxWordLength: 1000)
  }

  /// What a check makes a note of. SentencePiece leaves out a line of more than 4,192 bytes.
  public static let notable = CorpusLimits(
    maxWords: 100, maxRatio: 9, maxWordLength: 1000, maxBytes: 4192)
}
