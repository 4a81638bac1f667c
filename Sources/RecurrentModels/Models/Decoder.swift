import Kernels

/// Writes a sentence: each word fed to it moves its states on from where the encoder's ended, and what
/// it then has to say, after a look at the source where there is attention, is y.
struct Decoder: Sendable {
  let embedding: Embedding
  let stack: RecurrentStack
  let attention: Attention?
  /// Whether a step is also fed the y of the step before: [word ; y'].
  let feedsInput: Bool
  private let wordDropout: DropoutLayer
  private let dropout: DropoutLayer

  init(_ options: TranslationOptions, embedding: Embedding, in layout: inout ParameterLayout) {
    precondition(!options.feedsInput || options.attention != nil, "attention makes what is fed")
    self.embedding = embedding
    feedsInput = options.feedsInput
    stack = RecurrentStack(
      "decoder",
      options.stack(
        inputs: embedding.width + (feedsInput ? options.units : 0), .forwardUnnamed),
      dropoutTensor: DropoutTensor.decoderLayers, in: &layout)
    attention = options.attention.map {
      Attention($0, "attention", units: options.units, in: &layout)
    }
    wordDropout = DropoutLayer(
      probability: options.wordDropout, tensor: DropoutTensor.targetWords)
    dropout = DropoutLayer(
      probability: options.dropout, isVariational: options.isDropoutVariational,
      tensor: DropoutTensor.targetVectors)
  }

  func initialize(_ initialization: Initialization, forgetBias: ForgetBias?) {
    stack.initialize(initialization, forgetBias: forgetBias)
    attention?.initialize(initialization)
  }

  struct Packed: Sendable {
    let stack: RecurrentStack.Packed
    let attention: Attention.Packed?

    init(_ decoder: Decoder, in packing: inout Packing) throws(MatrixProductError) {
      stack = try RecurrentStack.Packed(decoder.stack, in: &packing)
      attention =
        if let attention = decoder.attention {
          try Attention.Packed(attention, in: &packing)
        } else { nil }
    }
  }

  struct Tape: BitwiseCopyable {
    let embedded: Embedding.Tape
    /// [steps · batch, inputs], or a row for a word however often it comes: the words' vectors, and
    /// beside them what is fed.
    let x: Matrix
    let stack: StackTape
    let attention: AttentionTape?

    /// [steps · batch, units]
    var y: Matrix { attention?.y ?? stack.outputs }
  }

  /// The encoder's outputs as attention reads them; nil where there is none.
  func memory(
    of read: StackTape, _ weights: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) -> AttentionMemory? {
    guard let attention, let packed = packed.attention else { return nil }
    return attention.memory(of: read.outputs, read.shape, weights, packed, in: &workspace)
  }

  /// Each layer begins with the states that the encoder's of the same depth ended with.
  func begin(
    _ first: RecurrentState, layer: Int, after read: StackTape, of encoder: RecurrentStack
  ) {
    for direction in 0..<encoder.directionCount {
      first.part(direction, of: encoder.directionCount)
        .copy(encoder.lastStates(read, layer: layer, direction: direction))
    }
  }

  // MARK: Forward

  /// All the words of sentences at once, as teacher forcing does.
  ///
  /// - Parameter read: the encoder's pass over the sources.
  func forward(
    _ words: PaddedSentences, after read: StackTape, of encoder: RecurrentStack,
    chance: DropoutChance?, _ weights: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) -> Tape {
    words.drop(wordDropout, chance)
    let memory = memory(of: read, weights, packed, in: &workspace)
    let tape = tape(for: words, memory, chance, in: &workspace)
    for layer in 0..<stack.depth {
      begin(
        stack.firstStates(tape.stack, layer: layer), layer: layer, after: read, of: encoder)
    }
    embed(tape, chance, weights)
    guard feedsInput else {
      forward(tape, weights, packed, in: &workspace)
      return tape
    }
    for step in 0..<words.shape.steps {
      let (feed, now) = (feed(tape.x), words.shape.rows(at: step))
      if step == 0 {
        feed.rows(now).fill(with: 0)
      } else {
        feed.rows(now).copy(tape.y.rows(words.shape.rows(at: step - 1)))
      }
      forward(tape, steps: step..<step + 1, weights, packed, in: &workspace)
    }
    return tape
  }

  func tape(
    for words: PaddedSentences, _ memory: AttentionMemory?, _ chance: DropoutChance?,
    in workspace: inout Workspace
  ) -> Tape {
    // What is fed makes a row of its own of each word, and so does dropout. For a single step a look
    // through the vocabulary would cost more than it saves.
    let sharing = !feedsInput && !dropout.isActive(chance) && words.shape.steps > 1
    let embedded = embedding.tape(
      for: UnsafeBufferPointer(words.ids), sharing: sharing, in: &workspace)
    let x =
      feedsInput
      ? workspace.matrix(rows: embedded.y.rows, columns: stack.options.inputs) : embedded.y
    let states = stack.tape(
      for: LayerInput(x, places: embedded.places), words.shape, chance: chance, in: &workspace)
    let looked: AttentionTape? =
      if let attention, let memory {
        attention.tape(h: states.outputs, memory, in: &workspace)
      } else { nil }
    return Tape(embedded: embedded, x: x, stack: states, attention: looked)
  }

  /// The words' vectors, into their place in x.
  func embed(_ tape: Tape, _ chance: DropoutChance?, _ weights: ParameterValues) {
    let vectors = tape.embedded.y
    embedding.forward(tape.embedded, weights)
    if let chance, dropout.isActive(chance) {
      dropout.apply(to: vectors, into: vectors, tape.stack.shape, chance)
    }
    if feedsInput { tape.x.columns(0..<embedding.width).copy(vectors) }
  }

  /// The place in x of what a step is fed of the one before.
  func feed(_ x: Matrix) -> Matrix { x.columns(embedding.width..<x.columns) }

  func forward(
    _ tape: Tape, steps: Range<Int>? = nil, _ weights: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) {
    stack.forward(tape.stack, steps: steps, weights, packed.stack, in: &workspace)
    if let attention, let looked = tape.attention, let packed = packed.attention {
      attention.forward(looked, steps: steps, weights, packed, in: &workspace)
    }
  }

  // MARK: Backward

  /// From the gradient of y to those of the weights, and to those of the encoder's outputs and last
  /// states, which are added to.
  func backward(
    _ tape: Tape, dy: Matrix, into dRead: StackGradients, of read: StackTape,
    _ encoder: RecurrentStack, _ pass: LearningPass<Packed>, in workspace: inout Workspace
  ) {
    let d = stack.gradients(for: tape.stack, in: &workspace)
    let dx = workspace.matrix(rows: tape.x.rows, columns: tape.x.columns)
    if let attention, let looked = tape.attention {
      let dLooked = attention.gradients(of: looked, in: &workspace)
      dLooked.dy.copy(dy)
      backward(tape, d, dLooked, dx: dx, pass, in: &workspace)
      attention.backwardToMemory(
        dLooked, dm: dRead.outputs, pass.packed.attention!, in: &workspace)
      attention.addGradients(
        dLooked, to: pass.gradients, pass.packed.attention!, in: &workspace)
    } else {
      d.outputs.add(dy)
      backward(tape, d, nil, steps: nil, dx: dx, pass, in: &workspace)
    }
    backwardToWords(tape, dx: dx, pass)
    beginBackward(d, tape.stack, into: dRead, read, encoder)
  }

  /// Through attention: all steps at once, or one at a time where each was fed the one before.
  private func backward(
    _ tape: Tape, _ d: StackGradients, _ dLooked: AttentionGradients, dx: Matrix,
    _ pass: LearningPass<Packed>, in workspace: inout Workspace
  ) {
    guard feedsInput else {
      return backward(tape, d, dLooked, steps: nil, dx: dx, pass, in: &workspace)
    }
    let shape = tape.stack.shape
    for step in (0..<shape.steps).reversed() {
      if step + 1 < shape.steps {
        dLooked.dy.rows(shape.rows(at: step)).add(feed(dx).rows(shape.rows(at: step + 1)))
      }
      backward(tape, d, dLooked, steps: step..<step + 1, dx: dx, pass, in: &workspace)
    }
    stack.addGradients(
      tape.stack, to: pass.gradients, precision: pass.precision, in: &workspace)
  }

  private func backward(
    _ tape: Tape, _ d: StackGradients, _ dLooked: AttentionGradients?, steps: Range<Int>?,
    dx: Matrix, _ pass: LearningPass<Packed>, in workspace: inout Workspace
  ) {
    if let attention, let dLooked, let packed = pass.packed.attention {
      attention.backward(
        dLooked, steps: steps, dh: d.outputs, pass.weights, packed, in: &workspace)
    }
    stack.backward(
      tape.stack, d, steps: steps, dx: dx, pass.weights, gradients: pass.gradients,
      pass.packed.stack, in: &workspace)
  }

  private func backwardToWords(_ tape: Tape, dx: Matrix, _ pass: LearningPass<Packed>) {
    let dVectors = dx.columns(0..<embedding.width)
    if let chance = pass.chance, dropout.isActive(chance) {
      dropout.apply(to: dVectors, into: dVectors, tape.stack.shape, chance)
    }
    embedding.backward(tape.embedded, dy: dVectors, gradients: pass.gradients)
  }

  private func beginBackward(
    _ d: StackGradients, _ tape: StackTape, into dRead: StackGradients, _ read: StackTape,
    _ encoder: RecurrentStack
  ) {
    for layer in 0..<stack.depth {
      let first = stack.firstStates(d, of: tape, layer: layer)
      for direction in 0..<encoder.directionCount {
        encoder.lastStates(dRead, of: read, layer: layer, direction: direction)
          .add(first.part(direction, of: encoder.directionCount))
      }
    }
  }
}
