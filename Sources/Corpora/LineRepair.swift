import Files
import TextProcessing

/// What is wrong with a line's text and can be repaired without doubt.
///
/// A repaired line has none of it left, and stays one line. Its text must be UTF-8.
struct LineRepair {
  /// What can be repaired, in the order in which it is.
  static let problems: [CorpusProblem] = [
    .carriageReturn, .byteOrderMark, .csvQuoting, .characterReference, .tab, .doubledSpace,
    .untrimmed,
  ]

  private(set) var text: [UInt8]
  private(set) var repaired: Set<CorpusProblem> = []

  /// The line without what is wrong, and the problems that it had. One that is not UTF-8 is left
  /// as it is.
  static func repair(_ line: Line) -> (line: Line, repaired: Set<CorpusProblem>) {
    guard line.invalidByte == nil else { return (line, []) }
    var (result, repaired) = (line, Set<CorpusProblem>())
    if mayNeedRepair(line.text.span) {
      var repair = LineRepair(text: Array(line.text))
      repair.run()
      (result.text, repaired) = (repair.text[...], repair.repaired)
    }
    for (mark, problem) in [
      (LineMarks.byteOrderMark, CorpusProblem.byteOrderMark), (.carriageReturn, .carriageReturn),
    ] where result.marks.remove(mark) != nil {
      repaired.insert(problem)
    }
    return (result, repaired)
  }

  private init(text: [UInt8]) { self.text = text }

  /// Until nothing is left to do, since a repair may uncover what another has to do. More than
  /// three rounds are only for texts that are made to need them.
  private mutating func run() {
    for _ in 0..<16 {
      let before = text
      apply(.carriageReturn, Self.withoutCarriageReturns)
      apply(.byteOrderMark, Self.withoutByteOrderMarks)
      apply(.csvQuoting, Self.unquoted)
      apply(.characterReference, Self.withCharacters)
      apply(.tab, Self.withoutTabs)
      apply(.doubledSpace, Self.withSingleSpaces)
      apply(.untrimmed, Self.trimmed)
      if text == before { return }
    }
  }

  private mutating func apply(_ problem: CorpusProblem, _ repair: ([UInt8]) -> [UInt8]) {
    let result = repair(text)
    guard result != text else { return }
    text = result
    repaired.insert(problem)
  }

  // MARK: What is found

  /// Of each problem the first place. Byte order marks and carriage returns are found elsewhere.
  ///
  /// - Parameter offset: how many bytes precede the text in its line of the file.
  static func findings(_ text: Span<UInt8>, _ side: CorpusSide, offset: Int) -> [PairFinding] {
    var findings: [PairFinding] = []
    func add(_ problem: CorpusProblem, _ detail: FindingDetail = .none) {
      findings.append(PairFinding(problem: problem, side: side, detail: detail))
    }
    if text.csvQuotedField != nil { add(.csvQuoting) }
    if let reference = CharacterReference.first(in: text) {
      let found = String(text.extracting(reference.range))
      add(.characterReference, .text(byte: offset + reference.range.lowerBound + 1, found))
    }
    if let index = text.firstIndex(of: tab, from: 0) {
      add(.tab, .byte(offset + index + 1, value: UInt32(tab)))
    }
    let inside = text.trimmingWhiteSpace()
    if let index = text.extracting(inside).firstDoubledSpace {
      add(.doubledSpace, .byte(offset + inside.lowerBound + index + 1, value: UInt32(space)))
    }
    if inside.count < text.count, !inside.isEmpty {
      let index = inside.lowerBound > 0 ? 0 : inside.upperBound
      let first = String(text.extracting(index..<text.count)).unicodeScalars.first!
      add(.untrimmed, .byte(offset + index + 1, value: first.value))
    }
    return findings
  }

  private static func mayNeedRepair(_ text: Span<UInt8>) -> Bool {
    text.trimmingWhiteSpace().count < text.count
      || text.firstIndex(of: LineBlock.byteOrderMark[0], from: 0) != nil
      || !findings(text, .source, offset: 0).isEmpty
  }

  // MARK: The repairs

  /// Those at the end; elsewhere one may have been the end of a line.
  private static func withoutCarriageReturns(_ text: [UInt8]) -> [UInt8] {
    Array(text[..<(text.lastIndex { $0 != carriageReturn }.map { $0 + 1 } ?? 0)])
  }

  private static func withoutByteOrderMarks(_ text: [UInt8]) -> [UInt8] {
    let mark = LineBlock.byteOrderMark
    guard text.contains(mark[0]) else { return text }
    var result: [UInt8] = []
    var position = 0
    while position < text.count {
      if text[position...].starts(with: mark) {
        position += mark.count
      } else {
        result.append(text[position])
        position += 1
      }
    }
    return result
  }

  /// White space around the quotes is another matter.
  private static func unquoted(_ text: [UInt8]) -> [UInt8] {
    guard let inside = text.span.csvQuotedField else { return text }
    var result = Array(text[..<(inside.lowerBound - 1)])
    var isSecond = false
    for byte in text[inside] {
      isSecond = byte == quote && !isSecond
      if byte != quote || isSecond { result.append(byte) }
    }
    return result + text[(inside.upperBound + 1)...]
  }

  /// A `&` that a reference gives may begin another: `&amp;quot;` was escaped twice.
  static func withCharacters(_ text: [UInt8]) -> [UInt8] {
    var (text, result, position) = (text, [UInt8](), 0)
    while let reference = CharacterReference.first(in: text.span, from: position) {
      result += text[position..<reference.range.lowerBound]
      position = reference.range.upperBound
      if reference.scalar == "&" {
        position -= 1
        text[position] = UInt8(ascii: "&")
      } else {
        result += UTF8.encode(reference.scalar)!
      }
    }
    return position == 0 ? text : result + text[position...]
  }

  private static func withoutTabs(_ text: [UInt8]) -> [UInt8] {
    text.map { $0 == tab ? space : $0 }
  }

  /// Spaces at the ends are another matter.
  private static func withSingleSpaces(_ text: [UInt8]) -> [UInt8] {
    let inside = text.span.trimmingWhiteSpace()
    guard text.span.extracting(inside).firstDoubledSpace != nil else { return text }
    var result = Array(text[..<inside.lowerBound])
    for index in inside where text[index] != space || text[index - 1] != space {
      result.append(text[index])
    }
    return result + text[inside.upperBound...]
  }

  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    Array(text[text.span.trimmingWhiteSpace()])
  }
}

private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
let tab = UInt8(ascii: "\t")

extension Span<UInt8> {
  /// The inside of a field that a writer of CSV or TSV has put in quotes, because there are quotes
  /// in it, each of which it has doubled. Quotes alone around a text may be the text's own.
  var csvQuotedField: Range<Int>? {
    guard firstIndex(of: quote, from: 0) != nil else { return nil }
    let field = trimmingWhiteSpace()
    guard field.count > 3, self[field.lowerBound] == quote, self[field.upperBound - 1] == quote
    else { return nil }
    let inside = field.lowerBound + 1..<field.upperBound - 1
    var (position, found) = (inside.lowerBound, false)
    while let first = extracting(..<inside.upperBound).firstIndex(of: quote, from: position) {
      guard first + 1 < inside.upperBound, self[first + 1] == quote else { return nil }
      (position, found) = (first + 2, true)
    }
    return found ? inside : nil
  }

  /// Where a second space follows a first. One of the two has an odd index, so only those are
  /// looked at.
  var firstDoubledSpace: Int? {
    for index in stride(from: 1, to: count, by: 2) where self[index] == space {
      if self[index - 1] == space { return index }
      if index + 1 < count, self[index + 1] == space { return index + 1 }
    }
    return nil
  }
}
