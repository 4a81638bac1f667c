/// A small generator of random numbers: the same for a seed on every machine and under every
/// version of the standard library.
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014). Not for
/// secrets.
public struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
  @usableFromInline var state: UInt64

  @inlinable public init(seed: UInt64) { state = seed }

  @inlinable public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Spreads every bit of a number over all 64, one to one.
  @inlinable package static func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}

extension RandomNumberGenerator {
  /// A number from 0 to `bound - 1`, each as likely as the others.
  ///
  /// Ours rather than the standard library's, whose way to it may change (Lemire, "Fast Random
  /// Integer Generation in an Interval", 2019).
  @inlinable package mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "no number is below zero")
    while true {
      let (high, low) = next().multipliedFullWidth(by: bound)
      if low >= (0 &- bound) % bound { return high }
    }
  }
}

/// A 64-bit hash of bytes, the same on every machine and in every run.
///
/// Two different lines among ten million have the same hash with a chance of about three in a
/// million (n²/2⁶⁵). It does not withstand someone who looks for collisions.
package func lineHash(_ bytes: Span<UInt8>) -> UInt64 {
  var hash = SplitMix64.mix(~UInt64(bytes.count))
  var index = 0
  while index + 8 <= bytes.count {
    let word = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    hash = SplitMix64.mix(hash ^ UInt64(littleEndian: word))
    index += 8
  }
  guard index < bytes.count else { return hash }
  var rest: UInt64 = 0
  for index in (index..<bytes.count).reversed() { rest = rest << 8 | UInt64(bytes[index]) }
  return SplitMix64.mix(hash ^ rest)
}
