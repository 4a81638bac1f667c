import Kernels

/// Dropout of one tensor of a model, in training alone: each element is dropped with a probability,
/// and the others are scaled up. Srivastava et al., "Dropout: A Simple Way to Prevent Neural
/// Networks from Overfitting" (2014). What is dropped depends on the step and on the sentence's
/// index in its batch, and so not on how the batch is cut into shards.
package struct Dropout: Sendable {
  package let probability: Float
  /// Variational dropout drops the same units at every step of a sequence (Gal and Ghahramani, 2016).
  package var isVariational = false
  /// Which of the model's tensors it is: each has random numbers of its own.
  package let tensor: Int

  /// Whether it does anything in such a pass.
  func isActive(_ context: DropoutContext?) -> Bool { probability > 0 && context != nil }

  /// Writes y = x · mask / (1 − p) for the rows of some steps, forward and, of the gradient,
  /// backward; y is x unless given. Without dropout in this pass nothing happens.
  package func apply(
    to x: Matrix, into y: Matrix? = nil, _ shape: SequenceBatch, steps: Range<Int>? = nil,
    _ context: DropoutContext?
  ) {
    guard isActive(context) else { return }
    for step in steps ?? 0..<shape.steps {
      for row in shape.rows(at: step) {
        apply(to: x.row(row), into: (y ?? x).row(row), x.columns, at: row, shape, context)
      }
    }
  }

  /// The same for a single row, the one of a step and a sentence that `row` counts.
  func apply(
    to x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int, at row: Int,
    _ shape: SequenceBatch, _ context: DropoutContext?
  ) {
    guard let context, isActive(context) else { return }
    stream(context).drop(
      probability, from: x, into: y, count: count, first: place(of: row, shape, context) * count)
  }

  /// Whether a whole row is dropped: a token, where the rows are tokens.
  func drops(row: Int, _ shape: SequenceBatch, _ context: DropoutContext?) -> Bool {
    guard let context, isActive(context) else { return false }
    let word = stream(context).word(at: UInt64(place(of: row, shape, context)))
    return Float(word) < probability * 0x1p32
  }

  private func stream(_ context: DropoutContext) -> RandomStream {
    .dropout(seed: context.seed, update: context.update, tensor: tensor)
  }

  /// Of a row in the whole batch, step after step.
  private func place(of row: Int, _ shape: SequenceBatch, _ context: DropoutContext) -> Int {
    let (step, sentence) = row.quotientAndRemainder(dividingBy: shape.batch)
    return (isVariational ? 0 : step * context.batch) + context.firstSentence + sentence
  }
}
