import Kernels

/// Reads a sentence: its tokens' vectors, through recurrent layers, to an output for every token and to
/// the states that the layers end with.
struct Encoder: Sendable {
  let embedding: Embedding
  let stack: RecurrentStack

  init(
    _ options: TranslationOptions, table: ParameterLayout.Tensor, in layout: inout ParameterLayout
  ) {
    embedding = options.embedding(
      table, dropoutTensors: DropoutTensor.sourceTokens, DropoutTensor.sourceVectors)
    stack = RecurrentStack(
      "encoder", options.stack(inputs: embedding.width, options.isBidirectional ? .both : .forward),
      dropoutTensor: DropoutTensor.encoderLayers, in: &layout)
  }

  struct Tape: BitwiseCopyable {
    let embedded: Embedding.Tape
    let stack: RecurrentStack.Tape

    /// [steps · batch, units]
    var outputs: Matrix { stack.outputs }
    var shape: SequenceBatch { stack.shape }
  }

  func forward(_ source: PaddedSentences, _ pass: Pass) -> Tape {
    let embedded = embedding.forward(source, pass)
    let tape = stack.tape(for: embedded.input, source.shape, pass)
    stack.clearFirstStates(tape)
    stack.forward(tape, pass)
    return Tape(embedded: embedded, stack: tape)
  }

  /// From the gradients of the outputs and of the last states, which stand in `d`.
  func backward(_ tape: Tape, _ d: RecurrentStack.Gradients, _ pass: Pass) {
    let dx = pass.workspace.matrix(rows: tape.embedded.y.rows, columns: embedding.width)
    stack.backward(d, dx: dx, pass)
    embedding.backward(tape.embedded, dy: dx, pass)
  }
}
