import Glibc
import Kernels

/// Classifies sequences as yes or no: what comes in is looked up in an embedding or is vectors already,
/// goes through recurrent layers, and one output reads the last state, or all of them.
///
///     p = σ(w · [h_1 … h_T] + b)     or of h_T alone
package struct Classifier: TrainableModel {
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
  private let dropout: Dropout
  private let output: Projection

  package init(_ options: Options) {
    var layout = ParameterLayout()
    self.options = options
    switch options.input {
    case .ids(let vocabulary):
      embedding = Embedding(layout.add("embedding", [vocabulary, options.stack.inputs]))
    case .vectors: embedding = nil
    }
    stack = RecurrentStack("encoder", options.stack, dropoutTensor: 1, in: &layout)
    dropout = Dropout(probability: options.dropout, tensor: 0)
    let steps = if case .allSteps(let steps) = options.readout { steps } else { 1 }
    output = Projection("output", inputs: steps * options.stack.units, outputs: 1, in: &layout)
    self.layout = layout
  }

  package func initialize(_ weights: ParameterValues, seed: UInt64, forgetBias: ForgetBias?) {
    let initialization = Initialization(weights: weights, seed: seed)
    embedding?.initialize(initialization, deviation: 0.05)
    stack.initialize(initialization, forgetBias: forgetBias)
    output.initialize(initialization)
  }

  package var matrices: [ParameterLayout.Tensor] { stack.matrices + [output.weight] }

  // MARK: Learning

  package func learn(from batch: LabelledSequences, samples: Range<Int>, _ pass: Pass) -> Loss {
    let workspace = pass.workspace
    let mark = workspace.mark
    let shape = SequenceBatch(steps: batch.steps, batch: samples.count)

    let looked = embedding?.forward(batch.tokens(of: samples, in: workspace), pass)
    let input = looked?.input ?? LayerInput(batch.vectors(of: samples, in: workspace))
    let tape = stack.tape(for: input, shape, pass)
    stack.clearFirstStates(tape)
    stack.forward(tape, pass)
    let features = workspace.matrix(rows: shape.batch, columns: output.inputs)
    readOut(tape.outputs, shape, into: features)
    drop(features, samples, pass)
    let y = workspace.matrix(rows: shape.batch, columns: 1)
    output.forward(features, into: y, pass)

    let loss = Self.replaceByGradient(y, labels: batch.labels[samples])

    let dFeatures = workspace.matrix(rows: shape.batch, columns: output.inputs)
    output.backward(dy: y, x: features, dx: dFeatures, pass)
    drop(dFeatures, samples, pass)
    let d = stack.gradients(for: tape, in: workspace)
    readOutBackward(dFeatures, shape, into: d.outputs)
    let dx = looked.map { workspace.matrix(rows: $0.y.rows, columns: $0.y.columns) }
    stack.backward(d, dx: dx, pass)
    if let embedding, let looked, let dx { embedding.backward(looked, dy: dx, pass) }
    workspace.release(to: mark)
    return loss
  }

  private func drop(_ features: Matrix, _ samples: Range<Int>, _ pass: Pass) {
    dropout.apply(to: features, SequenceBatch(steps: 1, batch: samples.count), pass.dropout)
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

/// Sequences of one length, and the answer to each: 1 for yes, 0 for no.
package struct LabelledSequences: SampleBatch {
  package enum Values: Sendable {
    case ids([Int32])  // [sequence, step]
    case vectors([Float], width: Int)  // [sequence, step, width]

    fileprivate var count: Int {
      switch self {
      case .ids(let ids): ids.count
      case .vectors(let vectors, _): vectors.count
      }
    }

    fileprivate var width: Int { if case .vectors(_, let width) = self { width } else { 1 } }
  }

  package let values: Values
  package let steps: Int
  package let labels: [Float]

  package init(_ values: Values, steps: Int, labels: [Float]) {
    precondition(steps > 0, "the last step of none has no state")
    precondition(
      values.count == labels.count * steps * values.width, "a value for each step of each sequence")
    self.values = values
    self.steps = steps
    self.labels = labels
  }

  package var count: Int { labels.count }

  func tokens(of samples: Range<Int>, in workspace: Workspace) -> PaddedSentences {
    guard case .ids(let ids) = values else { preconditionFailure("the model looks up ids") }
    let result = workspace.buffer(steps * samples.count, of: Int32.self)
    for (row, sample) in samples.enumerated() {
      for step in 0..<steps { result[step * samples.count + row] = ids[sample * steps + step] }
    }
    return PaddedSentences(ids: result, SequenceBatch(steps: steps, batch: samples.count))
  }

  func vectors(of samples: Range<Int>, in workspace: Workspace) -> Matrix {
    guard case .vectors(let vectors, let width) = values else {
      preconditionFailure("the model takes vectors")
    }
    let result = workspace.matrix(rows: steps * samples.count, columns: width)
    vectors.withUnsafeBufferPointer { vectors in
      for (row, sample) in samples.enumerated() {
        for step in 0..<steps {
          result.row(step * samples.count + row)
            .update(from: vectors.baseAddress! + (sample * steps + step) * width, count: width)
        }
      }
    }
    return result
  }
}
