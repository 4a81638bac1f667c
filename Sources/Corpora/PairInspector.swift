import Files
import TextProcessing

/// Looks at pairs one by one and tells what is wrong with each of them by itself.
struct PairInspector {
  private let limits: CorpusLimits
  private let writings: [WritingSystem?]  // source, target
  private var isFactored: Bool?  // the first pair says so

  /// Without a locale a side's scripts are not looked at.
  init(limits: CorpusLimits, sourceLocale: String?, targetLocale: String?) {
    self.limits = limits
    writings = [sourceLocale, targetLocale].map { $0.map(WritingSystem.init) }
  }

  struct Inspection {
    /// Nil where the line is not UTF-8: nothing else is then said of its text.
    var source: LineProfile?
    var target: LineProfile?
    var problems: [PairProblem] = []

    fileprivate mutating func add(
      _ problem: CorpusProblem, _ side: CorpusSide?, _ fact: CorpusFact = .none
    ) {
      problems.append(PairProblem(problem: problem, side: side, fact: fact))
    }
  }

  mutating func inspect(_ pair: LinePair) -> Inspection {
    let isFactored = self.isFactored ?? Self.isFactored(pair)
    self.isFactored = isFactored
    var result = Inspection()
    result.source = inspect(pair, .source, writings[0], isFactored, &result)
    result.target = inspect(pair, .target, writings[1], isFactored, &result)
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
    _ pair: LinePair, _ side: CorpusSide, _ writing: WritingSystem?, _ isFactored: Bool,
    _ result: inout Inspection
  ) -> LineProfile? {
    let line = pair[side]
    var shift = side == .target ? pair.targetOffset : 0  // from the text to the line in the file
    if line.marks.contains(.byteOrderMark) {
      result.add(.byteOrderMark, side, .byte(1, value: 0xFEFF))
      shift += LineBlock.byteOrderMark.count
    }
    if line.marks.contains(.carriageReturn) { result.add(.carriageReturn, side) }
    if let limit = limits.maxBytes, line.text.count > limit {
      result.add(.tooManyBytes, side, .count(line.text.count))
    }
    do throws(UTF8.ValidationError) {
      let text = try UTF8Span(validating: line.text.span)
      let profile = LineProfile(text, isFactored: isFactored, writing: writing)
      judge(profile, side, shift, &result)
      return profile
    } catch {
      let wrong = error.byteOffsets.lowerBound
      let value = UInt32(line.text[line.text.startIndex + wrong])
      result.add(.invalidUTF8, side, .byte(wrong + 1 + shift, value: value))
      return nil
    }
  }

  private func judge(
    _ profile: LineProfile, _ side: CorpusSide, _ shift: Int, _ result: inout Inspection
  ) {
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
    for oddity in profile.oddities {
      result.add(oddity.problem, side, .byte(oddity.byte + shift, value: oddity.value))
    }
    if profile.foreignLetters * 2 > profile.letters, let letter = profile.firstForeignLetter {
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
  }
}
