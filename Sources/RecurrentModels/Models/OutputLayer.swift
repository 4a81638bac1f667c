import Kernels

/// From a decoder's outputs to the next tokens: a projection to the vocabulary, the largest
/// multiplication of a model, with the loss in training.
struct OutputLayer: Sendable {
  /// Logits of 32 MB at once, which 1,280 rows of 6,500 tokens are: more rows go in chunks, so that
  /// memory does not grow with the sentences.
  private static let logitsAtOnce = 1 << 23
  /// When scoring, rows of logits at once: as much memory as a step of a large batch.
  private static let scoredAtOnce = 256

  let projection: Projection
  private let dropout: Dropout
  private let smoothing: Float

  init(_ options: TranslationOptions, projection: Projection) {
    self.projection = projection
    dropout = Dropout(
      probability: options.dropout, isVariational: options.isDropoutVariational,
      tensor: DropoutTensor.output)
    smoothing = options.labelSmoothing
  }

  // MARK: Without learning

  /// [rows, vocabulary] of y [rows, units]
  func logits(_ y: Matrix, _ pass: Pass) -> Matrix {
    let logits = pass.workspace.matrix(rows: y.rows, columns: projection.outputs)
    projection.forward(y, into: logits, pass)
    return logits
  }

  /// The log probability of the token of each real row.
  func logProbabilities(_ y: Matrix, _ tokens: RealRows, _ pass: Pass) -> [Double] {
    let results = pass.workspace.buffer(tokens.count, of: Double.self)
    for first in stride(from: 0, to: tokens.count, by: Self.scoredAtOnce) {
      let mark = pass.workspace.mark
      let rows = tokens.rows.extracting(first..<min(first + Self.scoredAtOnce, tokens.count))
      let x = pass.workspace.matrix(rows: rows.count, columns: y.columns)
      TableRows.gather(UnsafeBufferPointer(rows), from: y, into: x)
      Softmax.logProbabilities(
        of: tokens.targets.baseAddress! + first, logits: logits(x, pass),
        into: results.baseAddress! + first)
      pass.workspace.release(to: mark)
    }
    return Array(results)
  }

  // MARK: Learning

  /// Forward and backward at once: the loss of the tokens that `targets` has, and the gradient of y.
  ///
  /// Only rows with a token are multiplied, so padding costs nothing; a chunk of them goes all the way
  /// before the next begins.
  ///
  /// - Parameters:
  ///   - y: [steps · batch, units], the decoder's outputs.
  ///   - dy: of the same shape, written; zero where there is no token.
  func learn(_ y: Matrix, targets: PaddedSentences, dy: Matrix, _ pass: Pass) -> Loss {
    let workspace = pass.workspace
    let mark = workspace.mark
    let tokens = RealRows(targets, unit: MultiplicationCache.blockHeight, in: workspace)
    let x = workspace.matrix(rows: tokens.paddedCount, columns: y.columns)
    tokens.gather(y, into: x)
    drop(x, tokens, targets.shape, pass)
    let dx = workspace.matrix(rows: x.rows, columns: x.columns)
    var loss = Loss.none
    for first in stride(from: 0, to: x.rows, by: rowsAtOnce) {
      let rows = first..<min(first + rowsAtOnce, x.rows)
      loss += learn(x.rows(rows), targets: tokens.targets.extracting(rows), dx: dx.rows(rows), pass)
    }
    drop(dx, tokens, targets.shape, pass)
    dy.fill(with: 0)
    tokens.scatter(dx, into: dy)
    workspace.release(to: mark)
    return loss
  }

  private var rowsAtOnce: Int {
    let unit = MultiplicationCache.blockHeight
    return max(Self.logitsAtOnce / projection.outputs / unit, 1) * unit
  }

  /// Some of the rows, forward and backward. The gradient goes as multiplications read it, and onto the
  /// bias's, in one pass over the logits.
  private func learn(
    _ x: Matrix, targets: UnsafeMutableBufferPointer<Int32>, dx: Matrix, _ pass: Pass
  ) -> Loss {
    let workspace = pass.workspace
    let mark = workspace.mark
    let logits = logits(x, pass)
    let losses = workspace.buffer(logits.rows, of: Double.self)
    let likelihoods = workspace.buffer(logits.rows, of: Double.self)
    let dy = pass.room(for: logits)
    Softmax.replaceByCrossEntropyGradient(
      logits, targets: targets.baseAddress!, smoothing: smoothing, scale: 1,
      losses: losses.baseAddress!, negativeLogLikelihoods: likelihoods.baseAddress!,
      columnSums: projection.bias.map { pass.gradients[$0] }, rounded: dy)
    var loss = Loss.none
    for row in targets.indices where targets[row] != Softmax.noTarget {
      loss += Loss(smoothed: losses[row], plain: likelihoods[row], predictions: 1)
    }
    projection.backwardExceptBias(dy: dy, x: x, dx: dx, pass)
    workspace.release(to: mark)
    return loss
  }

  private func drop(_ x: Matrix, _ tokens: RealRows, _ shape: SequenceBatch, _ pass: Pass) {
    guard dropout.isActive(pass.dropout) else { return }
    for (place, row) in tokens.rows.enumerated() {
      dropout.apply(
        to: x.row(place), into: x.row(place), x.columns, at: Int(row), shape, pass.dropout)
    }
  }
}
