import Kernels

/// Reads a sentence: its words' vectors, through recurrent layers, to an output for every word and to
/// the states that the layers end with.
struct Encoder: Sendable {
  let embedding: Embedding
  let stack: RecurrentStack
  private let wordDropout: DropoutLayer
  private let dropout: DropoutLayer

  init(_ options: TranslationOptions, embedding: Embedding, in layout: inout ParameterLayout) {
    self.embedding = embedding
    stack = RecurrentStack(
      "encoder",
      options.stack(
        inputs: embedding.width, options.isBidirectional ? .both : .forward),
      dropoutTensor: DropoutTensor.encoderLayers, in: &layout)
    wordDropout = DropoutLayer(
      probability: options.wordDropout, tensor: DropoutTensor.sourceWords)
    dropout = DropoutLayer(
      probability: options.dropout, isVariational: options.isDropoutVariational,
      tensor: DropoutTensor.sourceVectors)
  }

  struct Tape: BitwiseCopyable {
    let embedded: Embedding.Tape
    let stack: StackTape
  }

  // MARK: Forward

  func forward(
    _ words: PaddedSentences, chance: DropoutChance? = nil, _ weights: ParameterValues,
    _ packed: RecurrentStack.Packed, in workspace: inout Workspace
  ) -> Tape {
    words.drop(wordDropout, chance)
    // Dropout makes different vectors of a word that comes twice.
    let embedded = embedding.tape(
      for: UnsafeBufferPointer(words.ids), sharing: !dropout.isActive(chance), in: &workspace)
    embedding.forward(embedded, weights)
    if let chance, dropout.isActive(chance) {
      dropout.apply(to: embedded.y, into: embedded.y, words.shape, chance)
    }
    let tape = stack.tape(for: embedded.input, words.shape, chance: chance, in: &workspace)
    stack.clearFirstStates(tape)
    stack.forward(tape, weights, packed, in: &workspace)
    return Tape(embedded: embedded, stack: tape)
  }

  // MARK: Backward

  /// From the gradients of the outputs and of the last states, which stand in `d`.
  func backward(
    _ tape: Tape, _ d: StackGradients, _ pass: LearningPass<RecurrentStack.Packed>,
    in workspace: inout Workspace
  ) {
    let dx = workspace.matrix(rows: tape.embedded.y.rows, columns: embedding.width)
    stack.backward(
      tape.stack, d, dx: dx, pass.weights, gradients: pass.gradients, pass.packed, in: &workspace)
    if let chance = pass.chance, dropout.isActive(chance) {
      dropout.apply(to: dx, into: dx, tape.stack.shape, chance)
    }
    embedding.backward(tape.embedded, dy: dx, gradients: pass.gradients)
  }
}
