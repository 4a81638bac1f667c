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
  ///
  /// They take the place of the old, which are gone: so memory does not grow with the steps, and there
  /// are never more rows than were there before.
  package func select(
    _ rows: UnsafeBufferPointer<Int32>, of writing: Writing, in workspace: inout Workspace
  ) -> Writing {
    precondition(rows.count <= writing.rows, "room for as many rows")
    for layer in writing.states.indices {
      let state = writing.states[layer]
      writing.states[layer] = RecurrentState(
        h: workspace.select(rows, of: state.h), c: workspace.select(rows, of: state.c))
    }
    return Writing(
      rows: rows.count, memory: writing.memory.map { $0.select(rows, in: &workspace) },
      states: writing.states, feed: writing.feed.map { workspace.select(rows, of: $0) })
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

extension AttentionMemory {
  /// The memories of some of the sentences, less the steps that none of them has.
  fileprivate func select(
    _ sentences: UnsafeBufferPointer<Int32>, in workspace: inout Workspace
  ) -> AttentionMemory {
    let mark = workspace.mark
    defer { workspace.release(to: mark) }
    let longest = sentences.reduce(0) { max($0, lengths[Int($1)]) }
    let rows = workspace.buffer(longest * sentences.count, of: Int32.self)
    for step in 0..<longest {
      for (place, sentence) in sentences.enumerated() {
        rows[step * sentences.count + place] = Int32(step * batch) + sentence
      }
    }
    let chosen = workspace.buffer(sentences.count, of: Int.self)
    for (place, sentence) in sentences.enumerated() { chosen[place] = lengths[Int(sentence)] }
    _ = lengths.update(fromContentsOf: chosen)
    let picked = workspace.select(UnsafeBufferPointer(rows), of: m)
    return AttentionMemory(
      steps: longest, m: picked,
      k: k.elements == m.elements ? picked : workspace.select(UnsafeBufferPointer(rows), of: k),
      lengths: lengths.extracting(0..<sentences.count))
  }
}

extension Workspace {
  /// Writes some rows of a matrix, in any order, over its first ones.
  fileprivate mutating func select(
    _ rows: UnsafeBufferPointer<Int32>, of matrix: Matrix
  ) -> Matrix {
    let mark = mark
    let picked = self.matrix(rows: rows.count, columns: matrix.columns)
    for (place, row) in rows.enumerated() {
      picked.row(place).update(from: matrix.row(Int(row)), count: matrix.columns)
    }
    let result = matrix.rows(0..<rows.count)
    result.copy(picked)
    release(to: mark)
    return result
  }
}
