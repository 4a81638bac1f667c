import Kernels
import RecurrentModels
import Threading

/// A model's weights, and the gradients of batches that the threads of a pool make together.
///
/// Weights, gradients and workspaces are got once; a step after the first of its size allocates
/// nothing. A thread keeps the gradients of its shard apart, and they are summed in the shards' order.
package final class Learner<Model: TrainableModel> {
  package let model: Model
  package let precision: Precision
  package let weights: FloatArray
  /// The sum over all batches since the last update.
  package let gradients: FloatArray
  package let pool: WorkerPool
  private let packed: Model.Packed
  private let packing: Packing
  private let rooms: [LearningRoom]
  private let blockSums: UnsafeMutableBufferPointer<Double>
  private let wave = RepeatedWork<ShardWave<Model>> { wave, part in wave.run(part) }
  private let sum = RepeatedWork<GradientSum> { sum, part in sum.run(part) }
  private let repacking = RepeatedWork<Repacking> { work, part in work.run(part) }

  /// - Parameter weights: as the model's layout has them.
  package init(
    _ model: Model, weights: FloatArray, precision: Precision, on pool: WorkerPool
  ) throws(MatrixProductError) {
    precondition(weights.count == model.layout.size, "weights as the layout has them")
    self.model = model
    self.precision = precision
    self.weights = weights
    self.pool = pool
    gradients = FloatArray(count: weights.count)
    var packing = Packing(precision, isForTraining: true)
    packed = try model.pack(in: &packing)
    self.packing = packing
    let products = MatrixProducts()
    rooms = (0..<pool.count).map { _ in LearningRoom(products, parameters: weights.count) }
    blockSums = .allocate(capacity: GradientSum.blocks(in: weights.count))
    blockSums.initialize(repeating: 0)
    repack()
  }

  deinit { blockSums.deallocate() }

  /// Brings the weights into the products' format: due after every change of them.
  package func repack() {
    repacking.run(
      on: pool,
      Repacking(
        packing: packing, weights: weights, layout: model.layout, parts: pool.count))
  }

  /// Adds the gradients of a batch's loss to `gradients`.
  ///
  /// - Parameters:
  ///   - dropout: the number of the coming update, and the seed of what dropout leaves out; nil without
  ///     dropout.
  ///   - isFirst: whether `gradients` are all zero, which saves their being fetched.
  package func learn(
    from batch: Model.Batch, dropout: (seed: UInt64, update: Int)? = nil, isFirst: Bool = false
  ) -> (loss: Loss, norm: GradientNorm) {
    let shards = SampleShards(samples: batch.count)
    var loss = Loss.none
    for first in stride(from: 0, to: shards.number, by: pool.count) {
      let count = min(pool.count, shards.number - first)
      wave.run(
        on: pool,
        ShardWave(
          learner: self, batch: batch, shards: shards, first: first, dropout: dropout,
          isFirst: isFirst))
      for room in rooms[..<count] { loss += room.loss }
      let isLast = first + count == shards.number
      sum.run(
        on: pool,
        GradientSum(
          total: gradients, rooms: rooms, skipsFirst: first == 0, count: count,
          blockSums: isLast ? blockSums : nil, threads: pool.count))
    }
    return (loss, GradientNorm(blockSums: blockSums))
  }

  /// One thread's shard of a wave.
  fileprivate func learn(_ wave: ShardWave<Model>, _ part: Int) {
    let index = wave.first + part
    guard index < wave.shards.number else { return }
    let samples = wave.shards[index]
    let room = rooms[part]
    // The first shard of all may add to the sum at once. A room's own are zero since the last sum.
    let target = index == 0 ? gradients : room.gradients
    let areZero = index > 0 || wave.isFirst
    let pass = LearningPass(
      weights: ParameterValues(weights.elements, layout: model.layout),
      gradients: ParameterValues(target.elements, layout: model.layout, areZero: areZero),
      packed: packed,
      precision: precision,
      chance: wave.dropout.map {
        DropoutChance(
          seed: $0.seed, update: $0.update, batch: wave.batch.count,
          firstSentence: samples.lowerBound)
      })
    room.loss = model.learn(from: wave.batch, samples: samples, pass, in: &room.workspace)
  }
}

/// What a thread learns in.
private final class LearningRoom: @unchecked Sendable {  // one thread's at a time
  var workspace: Workspace
  var loss = Loss.none
  private let parameters: Int
  private(set) lazy var gradients = FloatArray(count: parameters)

  init(_ products: MatrixProducts, parameters: Int) {
    workspace = Workspace(byteCount: Workspace.generous, products: products)
    self.parameters = parameters
  }
}

/// As many shards as there are threads.
private struct ShardWave<Model: TrainableModel>: @unchecked Sendable {
  unowned let learner: Learner<Model>
  let batch: Model.Batch
  let shards: SampleShards
  let first: Int
  let dropout: (seed: UInt64, update: Int)?
  let isFirst: Bool

  func run(_ part: Int) { learner.learn(self, part) }
}

private struct Repacking: Sendable {
  let packing: Packing
  let weights: FloatArray
  let layout: ParameterLayout
  let parts: Int

  func run(_ part: Int) {
    packing.pack(ParameterValues(weights.elements, layout: layout), part: part, of: parts)
  }
}

/// Adds the gradients of a wave's shards to the total, zeroes them, and squares the sum, in one pass
/// over memory.
private struct GradientSum: @unchecked Sendable {
  let total: FloatArray
  let rooms: [LearningRoom]
  let skipsFirst: Bool
  let count: Int
  let blockSums: UnsafeMutableBufferPointer<Double>?
  let threads: Int

  static func blocks(in count: Int) -> Int {
    (count + GradientNorm.blockLength - 1) / GradientNorm.blockLength
  }

  func run(_ part: Int) {
    let blocks = Self.blocks(in: total.count)
    for block in part * blocks / threads..<(part + 1) * blocks / threads {
      let start = block * GradientNorm.blockLength
      let length = min(GradientNorm.blockLength, total.count - start)
      for room in (skipsFirst ? 1 : 0)..<count {
        VectorArithmetic.moveSum(
          rooms[room].gradients.start + start, to: total.start + start, count: length)
      }
      blockSums?[block] = Reductions.sumOfSquares(total.start + start, count: length)
    }
  }
}
