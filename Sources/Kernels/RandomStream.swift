import CKernels

/// A stream of random words, each of which is computed from its place alone.
///
/// Philox4x32-10 (Salmon et al., 2011) rather than a generator that steps from state to state: any
/// thread has any word at once, so that what is drawn depends on what it is for and not on who came
/// first. Of its kind it is the one with published answers to check against, and its multiplications
/// of 32 bits fill whole vectors (3.7 billion words a second). A seed has 2⁶⁴ streams of 2⁶⁴ words
/// that share nothing. The three numbers are the whole state. Not for secrets.
public struct RandomStream: RandomNumberGenerator, Equatable, Sendable {
  public let seed: UInt64
  /// Which of the seed's streams.
  public let number: UInt64
  /// How many words have been drawn, which is also the place of the next.
  public private(set) var counter: UInt64

  public init(seed: UInt64, number: UInt64, counter: UInt64 = 0) {
    self.seed = seed
    self.number = number
    self.counter = counter
  }

  /// The stream of one use of dropout in one update. It is none of the streams below 2⁶³, which can be
  /// numbered by purpose.
  package static func dropout(seed: UInt64, update: Int, tensor: Int) -> RandomStream {
    precondition((0..<1 << 40).contains(update) && (0..<1 << 23).contains(tensor))
    return RandomStream(seed: seed, number: 1 << 63 | UInt64(tensor) << 40 | UInt64(update))
  }

  /// The word at any place.
  public func word(at counter: UInt64) -> UInt32 { ck_random_word(seed, number, counter) }

  /// Two words, the first below.
  public mutating func next() -> UInt64 {
    let place = advance(by: 2)
    return UInt64(word(at: place)) | UInt64(word(at: place + 1)) << 32
  }

  /// A number from 0 to `bound - 1`, each as likely as the others (Lemire, "Fast Random Integer
  /// Generation in an Interval", 2019).
  public mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "no number is below zero")
    while true {
      let (high, low) = next().multipliedFullWidth(by: bound)
      if low >= (0 &- bound) % bound { return high }
    }
  }

  /// Passes by some words and tells where they began.
  mutating func advance(by words: Int) -> UInt64 {
    defer { counter += UInt64(words) }
    return counter
  }
}
