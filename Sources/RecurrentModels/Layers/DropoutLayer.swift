import Kernels

/// Dropout of one tensor of a model, in training alone: each number is left out with a probability,
/// and the others are scaled up.
///
/// What is left out depends on the step and on the sentence's number in its batch, and so not on how
/// the batch is cut into shards.
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
  package func apply(
    to x: Matrix, into y: Matrix, _ shape: SequenceBatch, steps: Range<Int>? = nil,
    _ chance: DropoutChance
  ) {
    for step in steps ?? 0..<shape.steps {
      for row in shape.rows(at: step) {
        apply(to: x.row(row), into: y.row(row), count: x.columns, at: row, shape, chance)
      }
    }
  }

  /// The same for a single row, the one of a step and a sentence that `row` counts.
  func apply(
    to x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, at row: Int,
    _ shape: SequenceBatch, _ chance: DropoutChance
  ) {
    Dropout(probability: probability, stream: stream(chance))
      .apply(to: x, into: y, count: count, first: place(of: row, shape, chance) * count)
  }

  /// Whether a whole row is left out: a word, where the rows are words.
  func drops(row: Int, _ shape: SequenceBatch, _ chance: DropoutChance) -> Bool {
    let word = stream(chance).word(at: UInt64(place(of: row, shape, chance)))
    return Float(word) < probability * 0x1p32
  }

  private func stream(_ chance: DropoutChance) -> RandomStream {
    .dropout(seed: chance.seed, update: chance.update, tensor: tensor)
  }

  /// Of a row in the whole batch, step after step.
  private func place(of row: Int, _ shape: SequenceBatch, _ chance: DropoutChance) -> Int {
    let (step, sentence) = row.quotientAndRemainder(dividingBy: shape.batch)
    return (isVariational ? 0 : step * chance.batch) + chance.firstSentence + sentence
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
