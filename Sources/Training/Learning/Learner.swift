import Kernels
import RecurrentModels
import Threading

/// A model's weights, and the gradients of batches, computed on the threads of a pool.
///
/// Weights, gradients and workspaces are allocated once; a step after the first of its size allocates
/// nothing. A batch is cut into shards that depend on the batch alone. The first shard
/// adds to the sum at once, the others keep their gradients apart until they are added in the shards'
/// order: so the result does not depend on the number of threads.
package final class Learner<Model: TrainableModel> {
  package let model: Model
  package let weights: FloatArray
  /// The sum over all batches since the last update.
  package let gradients: Gradients
  package let pool: WorkerPool
  private let packed: PackedParameters
  private let states: [ThreadState]
  private let blockSums: UnsafeMutableBufferPointer<Double>
  private let wave = RepeatedWork<ShardWave<Model>> { wave, part in wave.run(part) }
  private let sum = RepeatedWork<GradientSum> { sum, part in sum.run(part) }
  private let repacking = RepeatedWork<Repacking> { work, part in work.run(part) }

  /// - Parameter weights: as the model's layout has them.
  package init(
    _ model: Model, weights: FloatArray, precision: Precision, on pool: WorkerPool
  ) throws(MatrixMultiplicationError) {
    precondition(weights.count == model.layout.size, "weights as the layout has them")
    self.model = model
    self.weights = weights
    self.pool = pool
    gradients = Gradients(model.layout)
    packed = try PackedParameters(model.matrices, precision, forTraining: true)
    let multiplications = MultiplicationCache()
    states = (0..<pool.count).map { _ in ThreadState(multiplications, model.layout) }
    blockSums = .allocate(capacity: GradientSum.blocks(in: weights.count))
    blockSums.initialize(repeating: 0)
    repack()
  }

  deinit { blockSums.deallocate() }

  package var precision: Precision { packed.precision }

  /// Packs the weights for multiplications: needed after every change of them.
  package func repack() {
    repacking.run(
      on: pool,
      Repacking(packed: packed, weights: weights, layout: model.layout, parts: pool.count))
  }

  /// Adds the gradients of a batch's loss to `gradients`.
  ///
  /// Returns the batch's loss, and the norm of all gradients since the last update.
  ///
  /// - Parameter dropout: the number of the coming update and the seed of the dropout masks; nil
  ///   without dropout.
  package func learn(
    from batch: Model.Batch, dropout: (seed: UInt64, update: Int)? = nil
  ) -> (loss: Loss, norm: GradientNorm) {
    let shards = SampleShards(samples: batch.count)
    var loss = Loss.none
    for first in stride(from: 0, to: shards.number, by: pool.count) {
      let count = min(pool.count, shards.number - first)
      wave.run(
        on: pool,
        ShardWave(
          learner: self, batch: batch, shards: shards, first: first, dropout: dropout))
      for state in states[..<count] { loss += state.loss }
      let isLast = first + count == shards.number
      sum.run(
        on: pool,
        GradientSum(
          total: gradients.array, states: states, skipsFirst: first == 0, count: count,
          blockSums: isLast ? blockSums : nil, threads: pool.count))
      gradients.markAdded()
      for state in states[(first == 0 ? 1 : 0)..<count] { state.gradients.markZero() }
    }
    return (loss, GradientNorm(blockSums: blockSums))
  }

  /// One thread's shard of a wave.
  fileprivate func learn(_ wave: ShardWave<Model>, _ part: Int) {
    let index = wave.first + part
    guard index < wave.shards.number else { return }
    let samples = wave.shards[index]
    let state = states[part]
    let pass = Pass(
      ParameterValues(weights.elements, layout: model.layout), packed,
      // The first shard of the batch adds to the sum at once.
      gradients: index == 0 ? gradients : state.gradients,
      dropout: wave.dropout.map {
        DropoutContext(
          seed: $0.seed, update: $0.update, batch: wave.batch.count,
          firstSentence: samples.lowerBound)
      },
      in: state.workspace)
    state.loss = model.learn(from: wave.batch, samples: samples, pass)
  }
}

/// A batch cut into shards, a pass of learning each.
///
/// A shard has at most 32 samples, where multiplications have long reached their full speed, and two
/// threads have work from 16 samples on.
struct SampleShards: Sendable {
  static let maxSize = 32

  let samples: Int
  let number: Int

  init(samples: Int) {
    self.samples = samples
    number = max((samples + Self.maxSize - 1) / Self.maxSize, samples >= 16 ? 2 : 1)
  }

  subscript(index: Int) -> Range<Int> {
    index * samples / number..<(index + 1) * samples / number
  }
}

/// What a thread works in.
private final class ThreadState: @unchecked Sendable {  // one thread's at a time
  let workspace: Workspace
  var loss = Loss.none
  private let layout: ParameterLayout
  private(set) lazy var gradients = Gradients(layout)  // zero between waves

  init(_ multiplications: MultiplicationCache, _ layout: ParameterLayout) {
    workspace = Workspace(multiplications: multiplications)
    self.layout = layout
  }
}

/// One shard per thread.
private struct ShardWave<Model: TrainableModel>: @unchecked Sendable {
  unowned let learner: Learner<Model>
  let batch: Model.Batch
  let shards: SampleShards
  let first: Int
  let dropout: (seed: UInt64, update: Int)?

  func run(_ part: Int) { learner.learn(self, part) }
}

private struct Repacking: Sendable {
  let packed: PackedParameters
  let weights: FloatArray
  let layout: ParameterLayout
  let parts: Int

  func run(_ part: Int) {
    packed.pack(ParameterValues(weights.elements, layout: layout), part: part, of: parts)
  }
}

/// Adds the gradients of a wave's shards to the total, zeroes them, and squares the sum, in one pass
/// over memory.
private struct GradientSum: @unchecked Sendable {
  let total: FloatArray
  let states: [ThreadState]
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
      for index in (skipsFirst ? 1 : 0)..<count {
        Reductions.moveSum(
          states[index].gradients.array.start + start, to: total.start + start, count: length)
      }
      blockSums?[block] = Reductions.sumOfSquares(total.start + start, count: length)
    }
  }
}
