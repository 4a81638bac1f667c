import Kernels
import TextProcessing

/// Translations of a batch of sources, as far as they have been written: what the decoder knows
/// between two words.
package struct Writing: BitwiseCopyable {
  /// A row for each translation under way.
  package let rows: Int
  let memory: AttentionMemory?
  let states: UnsafeMutableBufferPointer<RecurrentState>  // of each layer, [rows, units]
  let feed: Matrix?  // [rows, units]

  /// The states of a layer, to be looked at or replaced.
  package func state(layer: Int) -> RecurrentState { states[layer] }
}

extension RunningModel {
  /// Reads the sources, each of which ends with `</s>`.
  package func read(
    _ sources: IDSequences, _ range: Range<Int>, in workspace: inout Workspace
  ) -> Writing {
    let words = PaddedSentences(sources, range, in: &workspace)
    let read = model.encoder.forward(words, weights, packed.encoder, in: &workspace)
    let decoder = model.decoder
    let states = workspace.buffer(decoder.stack.depth, of: RecurrentState.self)
    for layer in states.indices {
      states[layer] = decoder.stack.state(rows: range.count, layer: layer, in: &workspace)
      decoder.begin(states[layer], layer: layer, after: read.stack, of: model.encoder.stack)
    }
    let feed =
      decoder.feedsInput
      ? workspace.matrix(rows: range.count, columns: decoder.stack.options.units) : nil
    feed?.fill(with: 0)
    return Writing(
      rows: range.count,
      memory: decoder.memory(of: read.stack, weights, packed.decoder, in: &workspace),
      states: states, feed: feed)
  }

  /// What a step said: logits of the next words, and where attention looked.
  package struct Step {
    package let logits: Matrix  // [rows, vocabulary]
    package let attention: Matrix?  // [rows, source steps]
  }

  /// Takes in a word for each translation, and moves the states on.
  package func step(
    _ words: UnsafeBufferPointer<Int32>, _ writing: Writing, in workspace: inout Workspace
  ) -> Step {
    precondition(words.count == writing.rows, "a word for every translation")
    let decoder = model.decoder
    let tape = decoder.tape(
      for: PaddedSentences(words, in: &workspace), writing.memory, nil, in: &workspace)
    for layer in writing.states.indices {
      decoder.stack.firstStates(tape.stack, layer: layer).copy(writing.states[layer])
    }
    decoder.embed(tape, nil, weights)
    if let feed = writing.feed { decoder.feed(tape.x).copy(feed) }
    decoder.forward(tape, weights, packed.decoder, in: &workspace)
    for layer in writing.states.indices {
      writing.states[layer].copy(decoder.stack.lastStates(tape.stack, layer: layer))
    }
    writing.feed?.copy(tape.y)
    let projection = model.prediction.projection
    let logits = workspace.matrix(rows: writing.rows, columns: projection.outputs)
    projection.forward(tape.y, into: logits, weights, packed.output, in: &workspace)
    return Step(logits: logits, attention: tape.attention?.a)
  }

  /// Some of the translations, in the order of `rows`: those that go on, or, where several go on from
  /// one, that one several times.
  package func select(
    _ rows: UnsafeBufferPointer<Int32>, of writing: Writing, in workspace: inout Workspace
  ) -> Writing {
    let stack = model.decoder.stack
    let states = workspace.buffer(stack.depth, of: RecurrentState.self)
    for layer in states.indices {
      states[layer] = stack.state(rows: rows.count, layer: layer, in: &workspace)
      states[layer].h.gather(rows, of: writing.states[layer].h)
      states[layer].c.gather(rows, of: writing.states[layer].c)
    }
    let feed = writing.feed.map { workspace.matrix(rows: rows.count, columns: $0.columns) }
    if let old = writing.feed { feed?.gather(rows, of: old) }
    return Writing(
      rows: rows.count, memory: writing.memory.map { $0.selecting(rows, in: &workspace) },
      states: states, feed: feed)
  }
}

extension RecurrentStack {
  /// Room for the states of a layer that reads in one direction.
  func state(rows: Int, layer: Int, in workspace: inout Workspace) -> RecurrentState {
    let cell = layers[layer].cells[0]
    return RecurrentState(
      h: workspace.matrix(rows: rows, columns: cell.units),
      c: workspace.matrix(rows: rows, columns: cell.memoryUnits))
  }
}

extension Matrix {
  /// Takes over rows of another matrix.
  fileprivate func gather(_ rows: UnsafeBufferPointer<Int32>, of other: Matrix) {
    for (place, row) in rows.enumerated() {
      self.row(place).update(from: other.row(Int(row)), count: columns)
    }
  }
}

extension AttentionMemory {
  /// The memories of some of the sentences, less the steps that none of them has.
  fileprivate func selecting(
    _ sentences: UnsafeBufferPointer<Int32>, in workspace: inout Workspace
  ) -> AttentionMemory {
    let steps = sentences.reduce(0) { max($0, lengths[Int($1)]) }
    let mask = workspace.buffer(steps * sentences.count, of: UInt8.self)
    func pick(_ matrix: Matrix, _ workspace: inout Workspace) -> Matrix {
      let picked = workspace.matrix(rows: steps * sentences.count, columns: matrix.columns)
      for step in 0..<steps {
        for (place, sentence) in sentences.enumerated() {
          let row = step * sentences.count + place
          picked.row(row).update(
            from: matrix.row(step * shape.batch + Int(sentence)), count: matrix.columns)
          mask[row] = step < lengths[Int(sentence)] ? 1 : 0
        }
      }
      return picked
    }
    let picked = pick(m, &workspace)
    return AttentionMemory(
      picked, keys: k.elements == m.elements ? picked : pick(k, &workspace),
      SequenceBatch(
        steps: steps, batch: sentences.count, mask: UnsafeBufferPointer(mask)),
      in: &workspace)
  }
}
