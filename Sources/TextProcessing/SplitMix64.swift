/// A small random number generator: a seed gives the same numbers on every machine and with every
/// version of the standard library.
///
///     var generator = SplitMix64(seed: 1)
///     let die = generator.next(below: 6) + 1
///
/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014). Not for
/// secrets.
public struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
  private var state: UInt64

  /// The beginning of the seed's numbers.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number from 0 to `bound - 1`, each equally likely.
  ///
  /// The standard library's algorithm may change; this one is Lemire's ("Fast Random Integer
  /// Generation in an Interval", 2019).
  public mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "no number is below zero")
    while true {
      let (high, low) = next().multipliedFullWidth(by: bound)
      if low >= (0 &- bound) % bound { return high }
    }
  }

  /// Spreads every bit of a number over all 64, one to one.
  package static func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
