import Kernels

/// The streams of a seed that decide about an epoch's data.
enum DataStream: UInt64 {
  case order
  case batches
  case bytePairDropout
}

extension RandomStream {
  /// One of the streams from 2⁶² up to 2⁶³, which are the data's; `part` is one of the epoch.
  init(seed: UInt64, for use: DataStream, epoch: Int, part: Int = 0) {
    precondition((1..<1 << 24).contains(epoch), "epochs count from 1")
    precondition((0..<1 << 36).contains(part), "a part of an epoch")
    let number = 1 << 62 | use.rawValue << 60 | UInt64(epoch) << 36 | UInt64(part)
    self.init(seed: seed, number: number)
  }
}
