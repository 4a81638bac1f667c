import Kernels
import TextProcessing
import Threading

/// A translation model with its weights, ready to be run by any number of threads: one set of weights,
/// packed once, for all of them.
package final class InferenceModel: Sendable {
  package let model: TranslationModel
  package let precision: Precision
  private let array: FloatArray
  private let packed: PackedParameters
  private let multiplications = MultiplicationCache(batchInvariant: true)

  /// - Parameter pool: whose threads share the packing.
  package init(
    _ model: TranslationModel, weights: FloatArray, precision: Precision,
    on pool: WorkerPool = WorkerPool(threads: 1)
  ) throws(MatrixMultiplicationError) {
    precondition(weights.count >= model.layout.end, "weights as the layout has them")
    self.model = model
    self.precision = precision
    array = weights
    packed = try PackedParameters(model.matrices, precision, forTraining: false)
    pool.run { [packed] part in
      packed.pack(
        ParameterValues(weights.elements, layout: model.layout), part: part, of: pool.count)
    }
  }

  /// What a thread runs the model in. What is computed of a sentence has the same bits whatever
  /// sentences are beside it.
  package func makeWorkspace() -> Workspace { Workspace(multiplications: multiplications) }

  private func pass(in workspace: Workspace) -> Pass {
    Pass(ParameterValues(array.elements, layout: model.layout), packed, in: workspace)
  }

  // MARK: A token at a time

  /// Reads the sources, each of which ends with `</s>`, for a hypothesis each at first.
  ///
  /// - Parameter beam: the most hypotheses of a sentence that there will be; a greedy search has one.
  package func encode(
    _ sources: IDSequences, _ range: Range<Int>, beam: Int = 1, in workspace: Workspace
  ) -> DecoderState {
    let pass = pass(in: workspace)
    let (encoder, decoder) = (model.encoder, model.decoder)
    let source = encoder.forward(PaddedSentences(sources, range, in: workspace), pass)
    let capacity = range.count * beam
    let sentences = workspace.buffer(capacity, of: Int32.self)
    for sentence in 0..<range.count { sentences[sentence] = Int32(sentence) }
    let layers = workspace.buffer(decoder.stack.depth, of: RecurrentState.self)
    for layer in layers.indices {
      layers[layer] = decoder.stack.layers[layer].cells[0].state(rows: capacity, in: workspace)
      decoder.begin(
        layers[layer].rows(0..<range.count), layer: layer, after: source.stack, of: encoder.stack)
    }
    let feed =
      decoder.feedsInput
      ? workspace.matrix(rows: capacity, columns: decoder.stack.options.units) : nil
    feed?.fill(with: 0)
    return DecoderState(
      rows: range.count, sentences: sentences, layers: layers, feed: feed,
      memory: decoder.memory(of: source, pass))
  }

  /// What a step gives.
  package struct Output {
    package let logits: Matrix  // [rows, vocabulary], of the next tokens
    package let attention: Matrix?  // [rows, source steps]
  }

  /// Feeds a token to each hypothesis, and moves the states on.
  package func step(
    _ tokens: UnsafeBufferPointer<Int32>, _ state: DecoderState, in workspace: Workspace
  ) -> Output {
    precondition(tokens.count == state.rows, "a token for every hypothesis")
    let pass = pass(in: workspace)
    let decoder = model.decoder
    let rows = 0..<state.rows
    let tape = decoder.tape(
      for: PaddedSentences(tokens, in: workspace), state.memory,
      sentences: UnsafeBufferPointer(state.sentences.extracting(rows)), pass)
    for layer in state.layers.indices {
      tape.stack.firstStates(layer: layer).copy(state.layers[layer].rows(rows))
    }
    if let feed = state.feed { decoder.feed(tape.x).copy(feed.rows(rows)) }
    decoder.forward(tape, pass)
    for layer in state.layers.indices {
      state.layers[layer].rows(rows).copy(tape.stack.lastStates(layer: layer))
    }
    state.feed?.rows(rows).copy(tape.y)
    return Output(logits: model.output.logits(tape.y, pass), attention: tape.attention?.a)
  }

  // MARK: All tokens at once

  /// The log probabilities of given translations: for each pair the natural logarithms of the
  /// probabilities of the target's ids, each given the source and the ids before. Those of a pair have the
  /// same bits whatever pairs are beside it.
  package func logProbabilities(
    of pairs: SentencePairs, _ range: Range<Int>, in workspace: Workspace
  ) -> [[Double]] {
    let mark = workspace.mark
    defer { workspace.release(to: mark) }
    let pass = pass(in: workspace)
    let (_, target, labels) = model.teacherForced(pairs, range, pass)
    let tokens = RealRows(labels, unit: 1, in: workspace)
    var results = range.map { _ in [Double]() }
    let found = model.output.logProbabilities(target.y, tokens, pass)
    for (row, logarithm) in zip(tokens.rows, found) {
      results[Int(row) % range.count].append(logarithm)
    }
    return results
  }
}

/// Hypotheses about the translations of a batch of sources: what the decoder knows between two tokens,
/// a row a hypothesis. What attention reads is there once a sentence.
package struct DecoderState {
  /// The hypotheses there are, in the first rows.
  package private(set) var rows: Int
  /// The sentence that each row translates, by its index in the batch.
  package let sentences: UnsafeMutableBufferPointer<Int32>  // [capacity]
  let layers: UnsafeMutableBufferPointer<RecurrentState>  // of each layer, [capacity, units]
  let feed: Matrix?  // [capacity, units]
  let memory: Attention.Memory?

  /// How many hypotheses there is room for.
  package var capacity: Int { sentences.count }

  /// The states of a layer, to be looked at or replaced.
  package func state(layer: Int) -> RecurrentState { layers[layer].rows(0..<rows) }

  /// Goes on with these rows, in their order: those that are not over, or, where several hypotheses go on
  /// from one, that one several times. They take the place of the old.
  package mutating func reorder(rows chosen: UnsafeBufferPointer<Int32>, in workspace: Workspace) {
    precondition(chosen.count <= capacity, "room for as many hypotheses")
    let mark = workspace.mark
    defer { workspace.release(to: mark) }
    let old = workspace.buffer(rows, of: Int32.self)
    _ = old.update(fromContentsOf: sentences.extracting(0..<rows))
    for (row, source) in chosen.enumerated() { sentences[row] = old[Int(source)] }
    let matrices = layers.flatMap { [$0.h, $0.c] } + (feed.map { [$0] } ?? [])
    for matrix in matrices {
      let mark = workspace.mark
      let picked = workspace.matrix(rows: chosen.count, columns: matrix.columns)
      TableRows.gather(chosen, from: matrix.rows(0..<rows), into: picked)
      matrix.rows(0..<chosen.count).copy(picked)
      workspace.release(to: mark)
    }
    rows = chosen.count
  }
}
