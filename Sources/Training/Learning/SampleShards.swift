/// A batch cut into shards, a pass of learning each.
///
/// They depend on the batch alone, and their gradients are summed in their order: so the result does
/// not depend on the number of threads. A shard has at most 32 samples, which is where products have
/// long reached their full speed, and two threads have something to do from 16 samples on.
struct SampleShards: Sendable {
  static let most = 32

  let samples: Int
  let number: Int

  init(samples: Int) {
    self.samples = samples
    number = max((samples + Self.most - 1) / Self.most, samples >= 16 ? 2 : 1)
  }

  subscript(index: Int) -> Range<Int> {
    index * samples / number..<(index + 1) * samples / number
  }
}
