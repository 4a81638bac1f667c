import Files

/// Text that no one would write: any assigned code point, and more than their share of those that
/// are hard to give back.
public struct RandomText {
  private var generator: SplitMix64

  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  public mutating func below(_ bound: Int) -> Int { Int(generator.next(below: UInt64(bound))) }

  private static let difficult = Array(
    " \u{20} \t\r\u{B}\u{C}\u{85}\u{A0}\u{1680}\u{2003}\u{2028}\u{2029}\u{202F}\u{3000}\u{FEFF}￭％0020FFED\u{301}\u{200D}\u{FE0F}'’-.@aàL\0"
      .unicodeScalars)

  /// Assigned code points but for the line feed.
  private static let assigned: [Unicode.Scalar] = (0...0x10FFFF).compactMap { value in
    guard let scalar = Unicode.Scalar(UInt32(value)), scalar != "\n" else { return nil }
    switch scalar.properties.generalCategory {
    case .unassigned, .privateUse, .surrogate: return nil
    default: return scalar
    }
  }

  /// A line of up to `longest` code points.
  public mutating func line(longest: Int = 24) -> String {
    var line = String.UnicodeScalarView()
    for _ in 0..<below(longest + 1) {
      let pool = below(2) == 0 ? Self.difficult : Self.assigned
      line.append(pool[below(pool.count)])
    }
    return String(line)
  }
}
