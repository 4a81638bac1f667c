import Kernels

/// From a decoder's outputs to the next words: a projection to the vocabulary, the largest product of
/// a model.
struct WordPrediction: Sendable {
  /// Rows go together in multiples of so many, so that products come in few shapes.
  private static let rowUnit = 16

  let projection: Projection
  private let dropout: DropoutLayer
  private let smoothing: Float

  init(_ options: TranslationOptions, projection: Projection) {
    self.projection = projection
    dropout = DropoutLayer(
      probability: options.dropout, isVariational: options.isDropoutVariational,
      tensor: DropoutTensor.output)
    smoothing = options.labelSmoothing
  }

  /// Forward and backward at once: the loss of the words that `targets` has, and the gradient of y.
  ///
  /// Only rows with a word are multiplied, so padding costs nothing.
  ///
  /// - Parameters:
  ///   - y: [steps · batch, units], the decoder's outputs.
  ///   - dy: of the same shape, written; zero where there is no word.
  func learn(
    _ y: Matrix, targets: PaddedSentences, dy: Matrix, _ pass: LearningPass<Projection.Packed>,
    in workspace: inout Workspace
  ) -> Loss {
    let mark = workspace.mark
    let words = RealRows(targets, unit: Self.rowUnit, in: &workspace)
    let x = workspace.matrix(rows: words.paddedCount, columns: y.columns)
    words.gather(y, into: x)
    drop(x, words, targets.shape, pass.chance)
    let logits = workspace.matrix(rows: x.rows, columns: projection.outputs)
    projection.forward(x, into: logits, pass.weights, pass.packed, in: &workspace)
    let loss = replaceByGradient(logits, words, in: &workspace)
    let dx = workspace.matrix(rows: x.rows, columns: x.columns)
    projection.backward(
      dy: logits, x: x, dx: dx, gradients: pass.gradients, pass.packed, in: &workspace)
    drop(dx, words, targets.shape, pass.chance)
    dy.fill(with: 0)
    words.scatter(dx, into: dy)
    workspace.release(to: mark)
    return loss
  }

  private func replaceByGradient(
    _ logits: Matrix, _ words: RealRows, in workspace: inout Workspace
  ) -> Loss {
    let losses = workspace.buffer(logits.rows, of: Double.self)
    let likelihoods = workspace.buffer(logits.rows, of: Double.self)
    if logits.rows == 0 { return .none }
    SoftmaxCrossEntropy.replaceByGradient(
      logits: logits.elements, stride: logits.stride, rows: logits.rows, columns: logits.columns,
      targets: words.targets.baseAddress!, smoothing: smoothing, scale: 1,
      losses: losses.baseAddress!, negativeLogLikelihoods: likelihoods.baseAddress!)
    var loss = Loss(smoothed: 0, plain: 0, predictions: words.count)
    for row in 0..<words.count {
      loss.smoothed += losses[row]
      loss.plain += likelihoods[row]
    }
    return loss
  }

  private func drop(
    _ x: Matrix, _ words: RealRows, _ shape: SequenceBatch, _ chance: DropoutChance?
  ) {
    guard let chance, dropout.isActive(chance) else { return }
    for (place, row) in words.rows.enumerated() {
      dropout.apply(
        to: x.row(place), into: x.row(place), count: x.columns, at: Int(row), shape, chance)
    }
  }
}
