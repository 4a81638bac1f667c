import Kernels

/// What a stack's pass forward leaves behind for the pass backward.
package struct StackTape: BitwiseCopyable {
  package let shape: SequenceBatch
  let chance: DropoutChance?
  let layers: UnsafeMutableBufferPointer<LayerTape>

  /// The outputs of the last layer, [steps · batch, units].
  package var outputs: Matrix { layers[layers.count - 1].outputs }
}

/// A layer's part of it.
struct LayerTape: BitwiseCopyable {
  let input: LayerInput  // less what was dropped
  let states: StateMatrix
  let cells: PerDirection<CellTape>
  let normalization: Normalization.Tape?
  let outputs: Matrix  // [steps · batch, units]
}

/// Something of each direction of a layer, forward first.
struct PerDirection<Value: BitwiseCopyable>: BitwiseCopyable {
  let forward: Value
  let backward: Value?

  var count: Int { backward == nil ? 1 : 2 }
  subscript(direction: Int) -> Value { direction == 0 ? forward : backward! }
}

/// The states of all directions of a layer side by side: [(steps + directions) · batch, units]. The
/// blocks are the first states of the layer that reads forward, the steps, and the first states of
/// the one that reads backward: so the outputs of both lie in the same rows.
struct StateMatrix: BitwiseCopyable {
  let all: Matrix
  let shape: SequenceBatch
  let directions: Int

  init(_ all: Matrix, _ shape: SequenceBatch, directions: Int) {
    self.all = all
    self.shape = shape
    self.directions = directions
  }

  static func rows(_ shape: SequenceBatch, directions: Int) -> Int {
    shape.rows + directions * shape.batch
  }

  var outputs: Matrix { all.rows(shape.batch..<shape.batch + shape.rows) }

  /// As the layer of one direction has them, [(steps + 1) · batch, units of the direction].
  subscript(direction: Int) -> Matrix {
    let units = all.columns / directions
    let first = direction * shape.batch
    return all.rows(first..<first + shape.rows + shape.batch)
      .columns(direction * units..<(direction + 1) * units)
  }
}

extension RecurrentStack {
  /// Room for a pass over the inputs that begins with what the caller writes to `firstStates`.
  ///
  /// - Parameter chance: of dropout, in training.
  package func tape(
    for input: LayerInput, _ shape: SequenceBatch, chance: DropoutChance? = nil,
    in workspace: inout Workspace
  ) -> StackTape {
    let tapes = workspace.buffer(depth, of: LayerTape.self)
    var input = input
    for (index, layer) in layers.enumerated() {
      if index > 0 && layer.dropout.isActive(chance) {
        input = LayerInput(workspace.matrix(rows: input.x.rows, columns: input.x.columns))
      }
      tapes[index] = layer.tape(for: input, shape, units: options.units, in: &workspace)
      input = LayerInput(tapes[index].outputs)
    }
    return StackTape(shape: shape, chance: chance, layers: tapes)
  }

  /// What a layer begins with in each of its directions.
  package func firstStates(_ tape: StackTape, layer: Int, direction: Int = 0) -> RecurrentState {
    tape.layers[layer].cells[direction].firstStates
  }

  package func lastStates(_ tape: StackTape, layer: Int, direction: Int = 0) -> RecurrentState {
    tape.layers[layer].cells[direction].lastStates
  }

  /// Begins every layer with zeros.
  package func clearFirstStates(_ tape: StackTape) {
    for layer in 0..<depth {
      for direction in 0..<directionCount {
        firstStates(tape, layer: layer, direction: direction).fill(with: 0)
      }
    }
  }

  package var directionCount: Int { options.directions == .both ? 2 : 1 }
}

extension RecurrentStack.Layer {
  func tape(
    for input: LayerInput, _ shape: SequenceBatch, units: Int, in workspace: inout Workspace
  ) -> LayerTape {
    let states = StateMatrix(
      workspace.matrix(
        rows: StateMatrix.rows(shape, directions: cells.count), columns: units),
      shape, directions: cells.count)
    func tape(_ direction: Int, _ workspace: inout Workspace) -> CellTape {
      cells[direction].tape(
        for: input, shape.reading(direction == 0 ? .forward : .backward), h: states[direction],
        in: &workspace)
    }
    let forward = tape(0, &workspace)
    let backward = cells.count > 1 ? tape(1, &workspace) : nil
    let normalized = normalization?.tape(for: states.outputs, in: &workspace)
    let outputs = normalized?.y ?? states.outputs
    return LayerTape(
      input: input, states: states, cells: PerDirection(forward: forward, backward: backward),
      normalization: normalized,
      outputs: isResidual && normalized == nil
        ? workspace.matrix(rows: shape.rows, columns: units) : outputs)
  }
}
