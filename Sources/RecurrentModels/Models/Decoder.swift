import Kernels

/// Generates the target: an embedding, a recurrent stack that starts from the encoder's final states,
/// and attention if there is any.
struct Decoder: Sendable {
  let embedding: Embedding
  let stack: RecurrentStack
  let attention: Attention?
  /// Whether a step is also fed the y of the step before: [token ; y'].
  let feedsInput: Bool

  init(
    _ options: TranslationOptions, table: ParameterLayout.Tensor, in layout: inout ParameterLayout
  ) {
    precondition(!options.feedsInput || options.attention != nil, "attention makes what is fed")
    embedding = options.embedding(
      table, dropoutTensors: DropoutTensor.targetTokens, DropoutTensor.targetVectors)
    feedsInput = options.feedsInput
    stack = RecurrentStack(
      "decoder",
      options.stack(inputs: embedding.width + (feedsInput ? options.units : 0), .forwardUnnamed),
      dropoutTensor: DropoutTensor.decoderLayers, in: &layout)
    attention = options.attention.map {
      Attention($0, "attention", units: options.units, in: &layout)
    }
  }

  /// The weight matrices, for `PackedParameters`.
  var matrices: [ParameterLayout.Tensor] { stack.matrices + (attention?.matrices ?? []) }

  func initialize(_ initialization: Initialization, forgetBias: ForgetBias?) {
    stack.initialize(initialization, forgetBias: forgetBias)
    attention?.initialize(initialization)
  }

  struct Tape: BitwiseCopyable {
    let embedded: Embedding.Tape
    /// [steps · batch, inputs], or a row for a token however often it comes: the tokens' vectors, and
    /// beside them what is fed.
    let x: Matrix
    let stack: RecurrentStack.Tape
    let attention: Attention.Tape?

    /// [steps · batch, units]
    var y: Matrix { attention?.y ?? stack.outputs }
  }

  /// The encoder's outputs as attention reads them; nil where there is none.
  func memory(of source: Encoder.Tape, _ pass: Pass) -> Attention.Memory? {
    attention?.memory(of: source.outputs, source.shape, pass)
  }

  /// Each layer begins with the states that the encoder's of the same depth ended with, both directions
  /// side by side.
  func begin(
    _ first: RecurrentState, layer: Int, after source: RecurrentStack.Tape,
    of encoder: RecurrentStack
  ) {
    for direction in 0..<encoder.directionCount {
      first.part(direction, of: encoder.directionCount)
        .copy(source.lastStates(layer: layer, direction: direction))
    }
  }

  // MARK: Forward

  /// Room for a pass over the tokens, whose vectors are attended up.
  ///
  /// - Parameter sentences: of each row, in decoding.
  func tape(
    for tokens: PaddedSentences, _ memory: Attention.Memory?,
    sentences: UnsafeBufferPointer<Int32>? = nil, _ pass: Pass
  ) -> Tape {
    let fed =
      feedsInput
      ? pass.workspace.matrix(rows: tokens.shape.rows, columns: stack.options.inputs) : nil
    let embedded = embedding.forward(tokens, into: fed?.columns(0..<embedding.width), pass)
    let states = stack.tape(for: fed.map { LayerInput($0) } ?? embedded.input, tokens.shape, pass)
    var attended: Attention.Tape?
    if let attention, let memory {
      attended = attention.tape(h: states.outputs, memory, sentences: sentences, in: pass.workspace)
    }
    return Tape(embedded: embedded, x: fed ?? embedded.y, stack: states, attention: attended)
  }

  /// All the tokens of sentences at once, as teacher forcing does.
  ///
  /// - Parameter source: the encoder's pass over the sources.
  func forward(
    _ tokens: PaddedSentences, after source: Encoder.Tape, of encoder: RecurrentStack, _ pass: Pass
  ) -> Tape {
    let tape = tape(for: tokens, memory(of: source, pass), pass)
    for layer in 0..<stack.depth {
      begin(tape.stack.firstStates(layer: layer), layer: layer, after: source.stack, of: encoder)
    }
    guard feedsInput else {
      forward(tape, pass)
      return tape
    }
    for step in 0..<tokens.shape.steps {
      let (feed, now) = (feed(tape.x), tokens.shape.rows(at: step))
      if step == 0 {
        feed.rows(now).fill(with: 0)
      } else {
        feed.rows(now).copy(tape.y.rows(tokens.shape.rows(at: step - 1)))
      }
      forward(tape, steps: step..<step + 1, pass)
    }
    return tape
  }

  /// The place in x of what a step is fed of the one before.
  func feed(_ x: Matrix) -> Matrix { x.columns(embedding.width..<x.columns) }

  func forward(_ tape: Tape, steps: Range<Int>? = nil, _ pass: Pass) {
    stack.forward(tape.stack, steps: steps, pass)
    if let attention, let attended = tape.attention {
      attention.forward(attended, steps: steps, pass)
    }
  }

  // MARK: Backward

  /// From the gradient of y to those of the weights, and to those of the encoder's outputs and last
  /// states, which are added to.
  func backward(
    _ tape: Tape, dy: Matrix, into dSource: RecurrentStack.Gradients, of encoder: RecurrentStack,
    _ pass: Pass
  ) {
    let d = stack.gradients(for: tape.stack, in: pass.workspace)
    let dx = pass.workspace.matrix(rows: tape.x.rows, columns: tape.x.columns)
    if let attention, let attended = tape.attention {
      let dAttended = attention.gradients(of: attended, in: pass.workspace)
      dAttended.dy.copy(dy)
      backward(tape, d, dAttended, dx: dx, pass)
      attention.backwardToMemory(dAttended, dm: dSource.outputs, pass)
      attention.addGradients(dAttended, pass)
    } else {
      d.outputs.add(dy)
      stack.backward(d, dx: dx, pass)
    }
    embedding.backward(tape.embedded, dy: dx.columns(0..<embedding.width), pass)
    for layer in 0..<stack.depth {
      let first = d.firstStates(layer: layer)
      for direction in 0..<encoder.directionCount {
        dSource.lastStates(layer: layer, direction: direction)
          .add(first.part(direction, of: encoder.directionCount))
      }
    }
  }

  /// Through attention: all steps at once, or one at a time where each was fed the one before.
  private func backward(
    _ tape: Tape, _ d: RecurrentStack.Gradients, _ dAttended: Attention.Gradients, dx: Matrix,
    _ pass: Pass
  ) {
    let shape = tape.stack.shape
    func backward(_ steps: Range<Int>?) {
      attention?.backward(dAttended, steps: steps, dh: d.outputs, pass)
      stack.backward(d, steps: steps, dx: dx, pass)
    }
    guard feedsInput else { return backward(nil) }
    for step in (0..<shape.steps).reversed() {
      if step + 1 < shape.steps {
        dAttended.dy.rows(shape.rows(at: step)).add(feed(dx).rows(shape.rows(at: step + 1)))
      }
      backward(step..<step + 1)
    }
    stack.addGradients(tape.stack, pass)
  }
}
