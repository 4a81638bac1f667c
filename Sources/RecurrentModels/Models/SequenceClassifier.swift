import Glibc
import Kernels

/// Says yes or no to sequences: what comes in is looked up in an embedding or is vectors already,
/// goes through recurrent layers, and one output reads the last state, or all of them.
///
///     p = σ(w · [h_1 … h_T] + b)     or of h_T alone
package struct SequenceClassifier: TrainableModel {
  package struct Options: Sendable {
    package enum Input: Sendable, Equatable {
      case ids(vocabulary: Int)
      case vectors
    }
    package enum Readout: Sendable, Equatable {
      case lastState
      /// The outputs of all steps one behind another, of which every sequence has as many.
      case allSteps(Int)
    }

    package var input: Input
    package var readout: Readout
    package var stack: RecurrentStack.Options
    /// Of what the output reads.
    package var dropout: Float = 0

    package init(_ input: Input, _ stack: RecurrentStack.Options, readout: Readout) {
      self.input = input
      self.stack = stack
      self.readout = readout
    }
  }

  package let options: Options
  package let layout: ParameterLayout
  private let embedding: Embedding?
  private let stack: RecurrentStack
  private let dropout: DropoutLayer
  private let output: Projection

  package init(_ options: Options) {
    var layout = ParameterLayout()
    self.options = options
    switch options.input {
    case .ids(let vocabulary):
      embedding = Embedding(
        "embedding", vocabulary: vocabulary, width: options.stack.inputs, padding: nil,
        in: &layout)
    case .vectors: embedding = nil
    }
    stack = RecurrentStack("encoder", options.stack, dropoutTensor: 1, in: &layout)
    dropout = DropoutLayer(probability: options.dropout, tensor: 0)
    let steps = if case .allSteps(let steps) = options.readout { steps } else { 1 }
    output = Projection("output", inputs: steps * options.stack.units, outputs: 1, in: &layout)
    self.layout = layout
  }

  package func initialize(_ weights: ParameterValues, seed: UInt64, forgetBias: ForgetBias?) {
    let initialization = Initialization(weights, seed: seed)
    embedding?.initialize(initialization, deviation: 0.05)
    stack.initialize(initialization, forgetBias: forgetBias)
    output.initialize(initialization)
  }

  package struct Packed: Sendable {
    let stack: RecurrentStack.Packed
    let output: Projection.Packed
  }

  package func pack(in packing: inout Packing) throws(MatrixProductError) -> Packed {
    Packed(
      stack: try RecurrentStack.Packed(stack, in: &packing),
      output: try Projection.Packed(output, in: &packing))
  }

  // MARK: Learning

  package func learn(
    from batch: LabelledSequences, samples: Range<Int>, _ pass: LearningPass<Packed>,
    in workspace: inout Workspace
  ) -> Loss {
    let mark = workspace.mark
    let (weights, gradients, packed) = (pass.weights, pass.gradients, pass.packed)
    let shape = SequenceBatch(steps: batch.steps, batch: samples.count)

    let looked = embedding.map { embedding in
      let tape = embedding.tape(for: batch.ids(of: samples, in: &workspace), in: &workspace)
      embedding.forward(tape, weights)
      return tape
    }
    let x = looked?.y ?? batch.vectors(of: samples, in: &workspace)
    let tape = stack.tape(for: LayerInput(x), shape, chance: pass.chance, in: &workspace)
    stack.clearFirstStates(tape)
    stack.forward(tape, weights, packed.stack, in: &workspace)
    let features = workspace.matrix(rows: shape.batch, columns: output.inputs)
    readOut(tape.outputs, shape, into: features)
    drop(features, samples, pass.chance)
    let y = workspace.matrix(rows: shape.batch, columns: 1)
    output.forward(features, into: y, weights, packed.output, in: &workspace)

    let loss = Self.replaceByGradient(y, labels: batch.labels[samples])

    let dFeatures = workspace.matrix(rows: shape.batch, columns: output.inputs)
    output.backward(
      dy: y, x: features, dx: dFeatures, gradients: gradients, packed.output, in: &workspace)
    drop(dFeatures, samples, pass.chance)
    let d = stack.gradients(for: tape, in: &workspace)
    readOutBackward(dFeatures, shape, into: d.outputs)
    let dx = looked.map { workspace.matrix(rows: $0.y.rows, columns: $0.y.columns) }
    stack.backward(
      tape, d, dx: dx, weights, gradients: gradients, packed.stack, in: &workspace)
    if let embedding, let looked, let dx {
      embedding.backward(looked, dy: dx, gradients: gradients)
    }
    workspace.release(to: mark)
    return loss
  }

  private func drop(_ features: Matrix, _ samples: Range<Int>, _ chance: DropoutChance?) {
    guard let chance, dropout.isActive(chance) else { return }
    dropout.apply(
      to: features, into: features, SequenceBatch(steps: 1, batch: samples.count), chance)
  }

  /// The steps that the output reads, the last alone or all.
  private func stepsRead(_ shape: SequenceBatch) -> Range<Int> {
    options.readout == .lastState ? shape.steps - 1..<shape.steps : 0..<shape.steps
  }

  private func readOut(_ h: Matrix, _ shape: SequenceBatch, into features: Matrix) {
    let units = h.columns
    precondition(
      features.columns == stepsRead(shape).count * units, "as many steps as the output reads")
    for (place, step) in stepsRead(shape).enumerated() {
      features.columns(place * units..<(place + 1) * units).copy(h.rows(shape.rows(at: step)))
    }
  }

  private func readOutBackward(_ dFeatures: Matrix, _ shape: SequenceBatch, into dh: Matrix) {
    let units = dh.columns
    for (place, step) in stepsRead(shape).enumerated() {
      dh.rows(shape.rows(at: step)).add(dFeatures.columns(place * units..<(place + 1) * units))
    }
  }

  /// Binary cross-entropy of σ(y), and its gradient p − label in the place of y.
  private static func replaceByGradient(_ y: Matrix, labels: ArraySlice<Float>) -> Loss {
    var loss = Loss.none
    for (row, label) in labels.enumerated() {
      let logit = Double(y[row, 0])
      let softplus = max(logit, 0) + log1p(exp(-abs(logit)))  // −log(1 − p)
      let nll = softplus - Double(label) * logit
      loss += Loss(smoothed: nll, plain: nll, predictions: 1)
      y[row, 0] = Float(1 / (1 + exp(-logit))) - label
    }
    return loss
  }
}
