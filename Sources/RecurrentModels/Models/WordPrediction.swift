import Kernels

/// From a decoder's outputs to the next words: a projection to the vocabulary, the largest product of
/// a model.
struct WordPrediction: Sendable {
  /// Logits of 32 MB at once, which 1,280 rows of 6,500 words are: more rows go in stretches, so that
  /// memory does not grow with the sentences.
  private static let logitsAtOnce = 1 << 23

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
  /// Only rows with a word are multiplied, so padding costs nothing; a stretch of them goes all the
  /// way before the next begins.
  ///
  /// - Parameters:
  ///   - y: [steps · batch, units], the decoder's outputs.
  ///   - dy: of the same shape, written; zero where there is no word.
  func learn(
    _ y: Matrix, targets: PaddedSentences, dy: Matrix, _ pass: LearningPass<Projection.Packed>,
    in workspace: inout Workspace
  ) -> Loss {
    let mark = workspace.mark
    let words = RealRows(targets, unit: MatrixProducts.rowUnit, in: &workspace)
    let x = workspace.matrix(rows: words.paddedCount, columns: y.columns)
    words.gather(y, into: x)
    drop(x, words, targets.shape, pass.chance)
    let dx = workspace.matrix(rows: x.rows, columns: x.columns)
    var loss = Loss.none
    for first in stride(from: 0, to: x.rows, by: rowsAtOnce) {
      let rows = first..<min(first + rowsAtOnce, x.rows)
      loss += learn(x, rows, words, dx: dx, pass, in: &workspace)
    }
    drop(dx, words, targets.shape, pass.chance)
    dy.fill(with: 0)
    words.scatter(dx, into: dy)
    workspace.release(to: mark)
    return loss
  }

  private var rowsAtOnce: Int {
    max(Self.logitsAtOnce / projection.outputs / MatrixProducts.rowUnit, 1) * MatrixProducts.rowUnit
  }

  /// Some of the rows, forward and backward.
  private func learn(
    _ x: Matrix, _ rows: Range<Int>, _ words: RealRows, dx: Matrix,
    _ pass: LearningPass<Projection.Packed>, in workspace: inout Workspace
  ) -> Loss {
    let mark = workspace.mark
    let logits = workspace.matrix(rows: rows.count, columns: projection.outputs)
    projection.forward(
      x.rows(rows), into: logits, pass.weights, pass.packed, in: &workspace)
    let (loss, dy) = replaceByGradient(
      logits, targets: words.targets.extracting(rows), pass, in: &workspace)
    projection.backwardButForBias(
      dy: dy, x: x.rows(rows), dx: dx.rows(rows), gradients: pass.gradients,
      isFirst: rows.lowerBound == 0, pass.packed, in: &workspace)
    workspace.release(to: mark)
    return loss
  }

  /// The gradient as the products read it, and onto the bias's, in one pass over the logits.
  private func replaceByGradient(
    _ logits: Matrix, targets: UnsafeMutableBufferPointer<Int32>,
    _ pass: LearningPass<Projection.Packed>, in workspace: inout Workspace
  ) -> (Loss, Operand) {
    let losses = workspace.buffer(logits.rows, of: Double.self)
    let likelihoods = workspace.buffer(logits.rows, of: Double.self)
    let dy = workspace.room(for: logits, pass.precision)
    SoftmaxCrossEntropy.replaceByGradient(
      logits, targets: targets.baseAddress!, smoothing: smoothing, scale: 1,
      losses: losses.baseAddress!, negativeLogLikelihoods: likelihoods.baseAddress!,
      columnSums: projection.bias.map { pass.gradients[$0] }, rounded: dy.rounded)
    var loss = Loss.none
    for row in targets.indices where targets[row] != SoftmaxCrossEntropy.noTarget {
      loss += Loss(smoothed: losses[row], plain: likelihoods[row], predictions: 1)
    }
    return (loss, dy)
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
