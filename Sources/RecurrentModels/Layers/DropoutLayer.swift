import Kernels

/// Dropout of one tensor of a model, in training alone: each number is left out with a probability,
/// and the others are scaled up.
package struct DropoutLayer: Sendable {
  package let probability: Float
  /// Variational dropout leaves out the same units at every step of a sequence (Gal and Ghahramani,
  /// 2016).
  package let isVariational: Bool
  /// Which of the model's tensors it is: each has random numbers of its own.
  package let tensor: Int

  package init(probability: Float, isVariational: Bool = false, tensor: Int) {
    self.probability = probability
    self.isVariational = isVariational
    self.tensor = tensor
  }

  /// Whether it does anything in such a pass.
  func isActive(_ chance: DropoutChance?) -> Bool { probability > 0 && chance != nil }

  /// Writes y = x · mask / (1 − p) for the rows of some steps, forward and, of the gradient,
  /// backward. y may be x.
  ///
  /// What is left out depends on the step and on the sentence's number in its batch, and so not on
  /// how the batch is cut into shards.
  package func apply(
    to x: Matrix, into y: Matrix, _ shape: SequenceBatch, steps: Range<Int>? = nil,
    _ chance: DropoutChance
  ) {
    let dropout = Dropout(
      probability: probability,
      stream: .dropout(seed: chance.seed, update: chance.update, tensor: tensor))
    for step in steps ?? 0..<shape.steps {
      let rows = shape.rows(at: step)
      let first = (isVariational ? 0 : step * chance.batch) + chance.firstSentence
      for (index, row) in rows.enumerated() {
        dropout.apply(
          to: x.row(row), into: y.row(row), count: x.columns, first: (first + index) * x.columns)
      }
    }
  }
}

/// What decides in a pass of training what is left out.
package struct DropoutChance: BitwiseCopyable, Sendable {
  package let seed: UInt64
  package let update: Int
  /// How many sentences the whole batch has, and the number of the first that this pass is about.
  package let batch: Int
  package let firstSentence: Int

  package init(seed: UInt64, update: Int, batch: Int, firstSentence: Int) {
    self.seed = seed
    self.update = update
    self.batch = batch
    self.firstSentence = firstSentence
  }
}
