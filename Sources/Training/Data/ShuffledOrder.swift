import Files
import Kernels

/// The order in which an epoch goes through a corpus: a permutation that is computed place by place
/// and takes no memory.
///
/// A Feistel network permutes the numbers of some even count of bits, whatever its round function
/// (Luby and Rackoff, "How to Construct Pseudorandom Permutations from Pseudorandom Functions",
/// 1988). A number that comes out too large goes through it again until one fits, which keeps it a
/// permutation (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002); four trips are
/// the most on average, but for counts below 64, where they cost nothing. A count, a seed and an
/// epoch give the same order on every machine.
package struct ShuffledOrder: Sendable {
  package let count: Int
  private let halfBits: UInt64
  private let keys: [UInt64]

  // Four are enough for wide halves; ours may be as narrow as 4 bits.
  private static let rounds = 6
  // Networks know too few permutations of 4 or 16 numbers: so few are picked out of those of 256.
  private static let leastHalfBits = 4

  /// Epochs count from 1.
  package init(count: Int, seed: UInt64, epoch: Int) {
    precondition(count >= 0 && epoch >= 1, "epochs count from 1")
    self.count = count
    let bits = Int.bitWidth - max(count - 1, 0).leadingZeroBitCount
    halfBits = UInt64(max((bits + 1) / 2, Self.leastHalfBits))
    var stream = RandomStream(seed: seed, for: .order, epoch: epoch)
    keys = (0..<Self.rounds).map { _ in stream.next() }
  }

  /// The number at a place, both from 0 to `count - 1`.
  package subscript(place: Int) -> Int {
    precondition((0..<count).contains(place), "a place within the order")
    var number = permuted(UInt64(place))
    while number >= UInt64(count) { number = permuted(number) }
    return Int(number)
  }

  private func permuted(_ number: UInt64) -> UInt64 {
    let mask: UInt64 = (1 << halfBits) - 1
    var (left, right) = (number >> halfBits, number & mask)
    for key in keys { (left, right) = (right, left ^ (SplitMix64.mix(right ^ key) & mask)) }
    return left << halfBits | right
  }
}

/// What is random in an epoch's data, each with a stream of its own.
enum DataStream: UInt64 {
  case order
  case batches
  case bytePairDropout
}

extension RandomStream {
  /// Numbers 2⁶² up to 2⁶³ are the data's.
  init(seed: UInt64, for use: DataStream, epoch: Int, part: Int = 0) {
    precondition((1..<1 << 24).contains(epoch), "epochs count from 1")
    precondition((0..<1 << 36).contains(part), "parts of an epoch count from 0")
    let number = 1 << 62 | use.rawValue << 60 | UInt64(epoch) << 36 | UInt64(part)
    self.init(seed: seed, number: number)
  }
}
