import Kernels

/// A layer of a recurrent cell, in one direction, and how it learns through time. The cells' equations
/// are in `LSTM`, `GRU` and `SimpleRNN`; what they share is here: a product with the input and one
/// with the state, each for all gates at once.
package struct RecurrentLayer: Sendable {
  package let kind: CellKind
  package let inputs: Int
  package let units: Int
  package let tensors: CellTensors  // W [gates·units, inputs], U [gates·units, units], biases

  package init(
    _ kind: CellKind, _ name: String, inputs: Int, units: Int, in layout: inout ParameterLayout
  ) {
    self.kind = kind
    self.inputs = inputs
    self.units = units
    tensors = layout.addCell(kind, name, inputs: inputs, units: units)
  }

  /// How many numbers of memory a unit has beside its output.
  package var memoryUnits: Int { kind == .lstm ? units : 0 }

  /// Room for a pass over sequences that begin with what the caller writes to `firstStates`.
  ///
  /// - Parameter h: [(steps + 1) · batch, units], where the outputs are wanted in a place of the
  ///   caller's, such as beside those of the other direction.
  package func tape(
    for input: LayerInput, _ shape: SequenceBatch, h: Matrix? = nil, in workspace: inout Workspace
  ) -> CellTape {
    precondition(input.rows == shape.rows && input.x.columns == inputs, "an input for every row")
    let states = shape.rows + shape.batch
    precondition(h.map { $0.rows == states && $0.columns == units } ?? true, "room for all states")
    let gates = workspace.matrix(rows: shape.rows, columns: kind.gateCount * units)
    return CellTape(
      shape: shape, input: input, gates: gates,
      u: kind == .gru ? workspace.matrix(rows: shape.rows, columns: gates.columns) : gates,
      c: workspace.matrix(rows: states, columns: memoryUnits),
      h: h ?? workspace.matrix(rows: states, columns: units))
  }

  // MARK: Forward

  /// All steps, or some whose states before are on the tape.
  package func forward(
    _ tape: CellTape, steps: Range<Int>? = nil, _ weights: ParameterValues, _ packed: PackedCell,
    in workspace: inout Workspace
  ) {
    let shape = tape.shape
    let mark = workspace.mark
    let shared = sharedGates(tape, in: &workspace)
    if let shared { workspace.multiply(tape.input.x, by: packed.w, into: shared) }
    for steps in stretches(of: steps ?? 0..<shape.steps, shape) {
      // The input's half does not depend on time: one product for many steps.
      let rows = shape.rows(of: steps)
      if let shared {
        tape.input.gather(shared, rows, into: tape.gates.rows(rows))
      } else {
        workspace.multiply(tape.input.x.rows(rows), by: packed.w, into: tape.gates.rows(rows))
      }
      for step in steps {
        workspace.multiply(
          tape.h.rows(shape.states(before: step)), by: packed.u,
          into: tape.u.rows(shape.rows(at: step)), accumulating: kind != .gru)
        forward(tape, at: step, weights)
      }
    }
    workspace.release(to: mark)
  }

  /// Room for the input's half of the gates, or its gradient, where steps and sentences share rows.
  private func sharedGates(_ tape: CellTape, in workspace: inout Workspace) -> Matrix? {
    if tape.input.places == nil { return nil }
    return workspace.matrix(rows: tape.input.x.rows, columns: tape.gates.columns)
  }

  /// The steps in stretches that are long enough for a product at full speed, and short enough that
  /// their gates are still in the second cache when their turn comes: without them an LSTM of 128
  /// units takes a twelfth longer over 300 steps.
  private func stretches(
    of steps: Range<Int>, _ shape: SequenceBatch, notShorterThan most: Int = 256
  ) -> some BidirectionalCollection<Range<Int>> {
    let length = max(max(rowsInCache, most) / max(shape.batch, 1), 1)
    let number = (steps.count + length - 1) / length
    return (0..<number).lazy.map { index in
      let first = steps.lowerBound + index * length
      return first..<min(first + length, steps.upperBound)
    }
  }

  /// Rows of gates that fill half of a second cache of a megabyte.
  private var rowsInCache: Int {
    (1 << 19) / (kind.gateCount * units * MemoryLayout<Float>.stride)
  }

  private func forward(_ tape: CellTape, at step: Int, _ weights: ParameterValues) {
    let bias = weights.vector(tensors.biases[0])
    switch kind {
    case .lstm: LSTM.forward(tape, at: step, bias: bias)
    case .gru:
      GRU.forward(
        tape, at: step, inputBias: bias, stateBias: weights.vector(tensors.biases[1]))
    case .rnn: SimpleRNN.forward(tape, at: step, bias: bias)
    }
  }

  // MARK: Backward

  /// From the gradients of the outputs to those of the inputs and of the weights, which are added to,
  /// in stretches of steps whose gates' gradients are still in the cache. Where the weights do not
  /// fit in beside them, all steps go at once.
  ///
  /// - Parameters:
  ///   - dh, dc: as below.
  ///   - dx: of the shape of x, written, or added to; nil where nobody asks.
  package func backward(
    _ tape: CellTape, dh: Matrix, dc: Matrix, dx: Matrix?, adding: Bool = false,
    gradients: ParameterValues, _ packed: PackedCell, in workspace: inout Workspace
  ) {
    let fits = max(inputs, units) <= rowsInCache
    let whole = 0..<tape.shape.steps
    let mark = workspace.mark
    let shared = sharedGates(tape, in: &workspace)
    shared?.fill(with: 0)
    for steps in stretches(
      of: whole, tape.shape, notShorterThan: fits ? 256 : max(tape.shape.rows, 256)
    ).reversed() {
      let isFirst = steps.upperBound == whole.upperBound
      let mark = workspace.mark
      let d = gateGradients(tape, steps: steps, packed.precision, in: &workspace)
      backward(tape, d, dh: dh, dc: dc, packed, in: &workspace)
      addStateGradients(tape, d, to: gradients, isFirst: isFirst, in: &workspace)
      if let shared {
        tape.input.scatterAdd(tape.gates.rows(d.rows), d.rows, to: shared)
      } else {
        if let dx { backwardToInputs(d, dx: dx, adding: adding, packed, in: &workspace) }
        addInputGradients(
          d.a, tape.input.x.rows(d.rows), to: gradients, isFirst: isFirst, in: &workspace)
      }
      workspace.release(to: mark)
    }
    if let shared {
      let da = workspace.operand(shared, packed.precision)
      if let dx { workspace.multiply(da, by: packed.wBack, into: dx, accumulating: adding) }
      addInputGradients(da, tape.input.x, to: gradients, in: &workspace)
    }
    workspace.release(to: mark)
  }

  /// Room for the gradients of what went into the gates in some steps, as products read them: rounded
  /// once for all of them.
  func gateGradients(
    _ tape: CellTape, steps: Range<Int>? = nil, _ precision: Precision,
    in workspace: inout Workspace
  ) -> GateGradients {
    let steps = steps ?? 0..<tape.shape.steps
    let rows = tape.shape.rows(of: steps)
    let a = workspace.room(for: tape.gates.rows(rows), precision)
    let u = kind == .gru ? workspace.room(for: tape.u.rows(rows), precision) : a
    return GateGradients(steps: steps, rows: rows, a: a, u: u)
  }

  /// From the gradients of the outputs to those of what went into the gates, which take the gates'
  /// place: the tape serves one pass backward. Then ask for the inputs' and the weights'.
  ///
  /// - Parameters:
  ///   - dh: [(steps + 1) · batch, units] as `tape.h` lies: what comes from above, and zero for the
  ///     first states; leaves with the sums over time, the first states' in their rows.
  ///   - dc: [batch, units]: of the memory after these steps; leaves as that before them.
  func backward(
    _ tape: CellTape, _ d: GateGradients, dh: Matrix, dc: Matrix, _ packed: PackedCell,
    in workspace: inout Workspace
  ) {
    let shape = tape.shape
    for step in d.steps.reversed() {
      switch kind {
      case .lstm: LSTM.backward(tape, at: step, dh: dh, dc: dc)
      case .gru: GRU.backward(tape, at: step, dh: dh)
      case .rnn: SimpleRNN.backward(tape, at: step, dh: dh)
      }
      let rows = shape.rows(at: step)
      let du = d.u.rows(d.place(of: rows))
      du.take(tape.u.rows(rows))
      if kind == .gru { d.a.rows(d.place(of: rows)).take(tape.gates.rows(rows)) }
      workspace.multiply(
        du, by: packed.uBack, into: dh.rows(shape.states(before: step)), accumulating: true)
    }
  }

  /// Writes dx = da · W for the rows of these steps, or adds it where it is not the first.
  func backwardToInputs(
    _ d: GateGradients, dx: Matrix, adding: Bool = false, _ packed: PackedCell,
    in workspace: inout Workspace
  ) {
    workspace.multiply(d.a, by: packed.wBack, into: dx.rows(d.rows), accumulating: adding)
  }

  // The weights' gradients do not depend on time: a product each over many steps. `isFirst` tells
  // whether nothing was added to them in this pass.

  /// dW += daᵀ · x
  private func addInputGradients(
    _ da: Operand, _ x: Matrix, to gradients: ParameterValues, isFirst: Bool = true,
    in workspace: inout Workspace
  ) {
    let mark = workspace.mark
    workspace.multiplyTransposed(
      da, by: workspace.operand(x, da.precision), into: gradients[tensors.weightIH],
      accumulating: !(isFirst && gradients.areZero))
    workspace.release(to: mark)
  }

  /// dU += duᵀ · h'     db += Σ da     dv += Σ du
  private func addStateGradients(
    _ tape: CellTape, _ d: GateGradients, to gradients: ParameterValues, isFirst: Bool = true,
    in workspace: inout Workspace
  ) {
    let mark = workspace.mark
    let h = workspace.operand(
      tape.h.rows(tape.shape.states(beforeRows: d.rows)), d.u.precision)
    workspace.multiplyTransposed(
      d.u, by: h, into: gradients[tensors.weightHH],
      accumulating: !(isFirst && gradients.areZero))
    workspace.release(to: mark)
    gradients.addColumnSums(of: tape.gates.rows(d.rows), to: tensors.biases[0])
    if kind == .gru {
      gradients.addColumnSums(of: tape.u.rows(d.rows), to: tensors.biases[1])
    }
  }

  /// Those of all steps, once they have been gone through in parts.
  func addGradients(
    _ tape: CellTape, to gradients: ParameterValues, precision: Precision,
    in workspace: inout Workspace
  ) {
    precondition(tape.input.places == nil, "parts share no rows")
    let mark = workspace.mark
    let d = gateGradients(tape, precision, in: &workspace)
    d.a.take(tape.gates)
    if kind == .gru { d.u.take(tape.u) }
    addStateGradients(tape, d, to: gradients, in: &workspace)
    addInputGradients(d.a, tape.input.x, to: gradients, in: &workspace)
    workspace.release(to: mark)
  }
}
