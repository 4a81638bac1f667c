import Files

/// Splits tokens into pieces as they are written. A copy works by itself: give each thread one.
public struct Subwords: Sendable {
  private var encoder: BytePairEncoder
  private let dropout: Double
  private let seed: UInt64
  private var generator: SplitMix64
  private var ends: [Int32] = []

  /// - Parameters:
  ///   - dropout: How likely each merge is left out, so that training sees a word in many ways.
  ///   - seed: Decides, with the number of a line, what is left out there: the same for any number
  ///     of threads.
  public init(_ encoder: BytePairEncoder, dropout: Double = 0, seed: UInt64 = 1) {
    self.encoder = encoder
    self.dropout = dropout
    self.seed = seed
    generator = SplitMix64(seed: seed)
  }

  var isRandom: Bool { dropout > 0 }

  mutating func beginLine(_ number: Int) {
    guard isRandom else { return }
    var mixer = SplitMix64(seed: seed)
    generator = SplitMix64(seed: mixer.next() ^ UInt64(number))
  }

  mutating func append(_ token: Span<UInt8>, through gaps: GapWriter, to output: inout [UInt8]) {
    ends.removeAll(keepingCapacity: true)
    if isRandom {
      encoder.split(token, into: &ends, dropout: dropout, using: &generator)
    } else {
      encoder.split(token, into: &ends)
    }
    var start = 0
    for end in ends {
      if start > 0 { gaps.appendInsideWord(to: &output) }
      gaps.append(token: token.extracting(start..<Int(end)), to: &output)
      start = Int(end)
    }
  }
}
