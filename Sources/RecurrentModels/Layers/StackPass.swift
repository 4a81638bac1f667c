import Kernels

/// The gradients of a stack's outputs and states, and where they are added up.
package struct StackGradients: BitwiseCopyable {
  let layers: UnsafeMutableBufferPointer<LayerGradients>

  /// Of the last layer's outputs, [steps · batch, units]: what comes from above is added here.
  package var outputs: Matrix { layers[layers.count - 1].outputs }
}

struct LayerGradients: BitwiseCopyable {
  let outputs: Matrix  // [steps · batch, units]
  let states: StateMatrix
  let memory: PerDirection<Matrix>  // [batch, units]: of c after the steps, then before them
}

extension RecurrentStack {
  // MARK: Forward

  /// All steps, or, where there is one direction, some whose states before are on the tape.
  package func forward(
    _ tape: StackTape, steps: Range<Int>? = nil, _ weights: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) {
    precondition(steps == nil || directionCount == 1, "two directions have no common order")
    let steps = steps ?? 0..<tape.shape.steps
    let rows = tape.shape.rows(of: steps)
    for (index, layer) in layers.enumerated() {
      let part = tape.layers[index]
      if index > 0, let chance = tape.chance, layer.dropout.isActive(chance) {
        layer.dropout.apply(
          to: tape.layers[index - 1].outputs, into: part.input.x, tape.shape, steps: steps, chance)
      }
      for direction in layer.cells.indices {
        layer.cells[direction].forward(
          part.cells[direction], steps: steps, weights, packed.layers[index][direction],
          in: &workspace)
      }
      if let normalized = part.normalization {
        layer.normalization?.forward(normalized, rows: rows, weights)
      }
      if layer.isResidual {
        if part.normalization == nil {
          part.outputs.rows(rows).copy(part.states.outputs.rows(rows))
        }
        part.outputs.rows(rows).add(part.input.x.rows(rows))
      }
    }
  }

  // MARK: Backward

  /// Gradients of zero, to which those from above are added before the pass backward.
  package func gradients(for tape: StackTape, in workspace: inout Workspace) -> StackGradients {
    let parts = workspace.buffer(depth, of: LayerGradients.self)
    for index in parts.indices {
      parts[index] = gradients(layers[index], tape.shape, in: &workspace)
    }
    return StackGradients(layers: parts)
  }

  /// From the gradients of the outputs to those of the inputs, of the weights, and of what the states
  /// were before.
  ///
  /// The steps are all, or in parts the last ones first; when all parts are done, `addGradients` is
  /// due for the weights.
  ///
  /// - Parameter dx: of the shape of the inputs' x, written; nil where nobody asks.
  package func backward(
    _ tape: StackTape, _ d: StackGradients, steps: Range<Int>? = nil, dx: Matrix?,
    _ weights: ParameterValues, gradients: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) {
    let rows = tape.shape.rows(of: steps ?? 0..<tape.shape.steps)
    for index in layers.indices.reversed() {
      let (layer, part, dPart) = (layers[index], tape.layers[index], d.layers[index])
      if let normalized = part.normalization, let normalization = layer.normalization {
        let mark = workspace.mark
        let dh = workspace.matrix(rows: tape.shape.rows, columns: options.units)
        normalization.backward(
          normalized, rows: rows, dy: dPart.outputs, dx: dh, weights, gradients: gradients)
        dPart.states.outputs.rows(rows).add(dh.rows(rows))
        workspace.release(to: mark)
      } else if layer.isResidual {
        dPart.states.outputs.rows(rows).add(dPart.outputs.rows(rows))
      }
      let pass = CellsBackward(
        part: part, d: dPart, steps: steps, gradients: gradients, packed: packed.layers[index])
      if index > 0 {
        backwardToLayerBelow(
          layer, pass, tape, below: d.layers[index - 1].outputs, in: &workspace)
      } else {
        backward(layer.cells, pass, dx: dx, adding: false, in: &workspace)
      }
    }
  }

  /// What the pass backward through a layer's cells needs.
  private struct CellsBackward {
    let part: LayerTape
    let d: LayerGradients
    let steps: Range<Int>?
    let gradients: ParameterValues
    let packed: [PackedCell]
  }

  /// Adds dx of a layer, and what it passed by, to the gradient of the outputs below it.
  private func backwardToLayerBelow(
    _ layer: Layer, _ pass: CellsBackward, _ tape: StackTape, below: Matrix,
    in workspace: inout Workspace
  ) {
    let rows = tape.shape.rows(of: pass.steps ?? 0..<tape.shape.steps)
    func addResidual(to dx: Matrix) {
      if layer.isResidual { dx.rows(rows).add(pass.d.outputs.rows(rows)) }
    }
    guard let chance = tape.chance, layer.dropout.isActive(chance) else {
      backward(layer.cells, pass, dx: below, adding: true, in: &workspace)
      return addResidual(to: below)
    }
    let mark = workspace.mark
    let dx = workspace.matrix(rows: below.rows, columns: below.columns)
    backward(layer.cells, pass, dx: dx, adding: false, in: &workspace)
    addResidual(to: dx)
    layer.dropout.apply(to: dx, into: dx, tape.shape, steps: pass.steps, chance)
    below.rows(rows).add(dx.rows(rows))
    workspace.release(to: mark)
  }

  /// All directions of a layer; of two the rows of some steps differ, but then the steps are all.
  private func backward(
    _ cells: [RecurrentLayer], _ pass: CellsBackward, dx: Matrix?, adding: Bool,
    in workspace: inout Workspace
  ) {
    for (direction, cell) in cells.enumerated() {
      let (tape, packed) = (pass.part.cells[direction], pass.packed[direction])
      let (dh, dc) = (pass.d.states[direction], pass.d.memory[direction])
      let adding = adding || direction > 0
      guard let steps = pass.steps else {
        cell.backward(
          tape, dh: dh, dc: dc, dx: dx, adding: adding, gradients: pass.gradients, packed,
          in: &workspace)
        continue
      }
      let mark = workspace.mark
      let gates = cell.gateGradients(tape, steps: steps, packed.precision, in: &workspace)
      cell.backward(tape, gates, dh: dh, dc: dc, packed, in: &workspace)
      if let dx {
        cell.backwardToInputs(gates, dx: dx, adding: adding, packed, in: &workspace)
      }
      workspace.release(to: mark)
    }
  }

  /// Adds the weights' gradients, once the steps have been gone through backward in parts.
  package func addGradients(
    _ tape: StackTape, to gradients: ParameterValues, precision: Precision,
    in workspace: inout Workspace
  ) {
    for (index, layer) in layers.enumerated() {
      for (direction, cell) in layer.cells.enumerated() {
        cell.addGradients(
          tape.layers[index].cells[direction], to: gradients, precision: precision,
          in: &workspace)
      }
    }
  }

  private func gradients(
    _ layer: Layer, _ shape: SequenceBatch, in workspace: inout Workspace
  ) -> LayerGradients {
    let directions = layer.cells.count
    let states = StateMatrix(
      workspace.matrix(
        rows: StateMatrix.rows(shape, directions: directions), columns: options.units),
      shape, directions: directions)
    let isApart = layer.normalization != nil || layer.isResidual
    let outputs =
      isApart ? workspace.matrix(rows: shape.rows, columns: options.units) : states.outputs
    let memoryUnits = layer.cells[0].memoryUnits
    let forward = workspace.matrix(rows: shape.batch, columns: memoryUnits)
    let backward =
      directions > 1 ? workspace.matrix(rows: shape.batch, columns: memoryUnits) : nil
    states.all.fill(with: 0)
    outputs.fill(with: 0)
    forward.fill(with: 0)
    backward?.fill(with: 0)
    return LayerGradients(
      outputs: outputs, states: states,
      memory: PerDirection(forward: forward, backward: backward))
  }

  // MARK: Gradients of states

  /// Of what a layer ended with: to be added to before the pass backward.
  package func lastStates(
    _ d: StackGradients, of tape: StackTape, layer: Int, direction: Int = 0
  ) -> RecurrentState {
    let part = d.layers[layer]
    let shape = tape.layers[layer].cells[direction].shape
    return RecurrentState(
      h: part.states[direction].rows(shape.lastStates), c: part.memory[direction])
  }

  /// Of what a layer began with, after the pass backward.
  package func firstStates(
    _ d: StackGradients, of tape: StackTape, layer: Int, direction: Int = 0
  ) -> RecurrentState {
    let part = d.layers[layer]
    let shape = tape.layers[layer].cells[direction].shape
    return RecurrentState(
      h: part.states[direction].rows(shape.firstStates), c: part.memory[direction])
  }
}
