import Kernels

/// The recurrent cells, as `--cell` names them.
package enum CellKind: String, CaseIterable, Sendable {
  case lstm, gru, rnn

  package var cell: any RecurrentCell.Type {
    switch self {
    case .lstm: LSTM.self
    case .gru: GRU.self
    case .rnn: SimpleRNN.self
    }
  }
}

/// A layer of a recurrent cell, in one direction, and how it learns through time: what the cells have
/// in common. A multiplication with the input and one with the state, each for all gates at once.
package struct RecurrentLayer: Sendable {
  package let kind: CellKind
  package let inputs: Int
  package let units: Int
  let weightIH: ParameterLayout.Tensor  // W [gates · units, inputs]
  let weightHH: ParameterLayout.Tensor  // U [gates · units, units]
  let biases: [ParameterLayout.Tensor]  // [gates · units] each

  package init(
    _ kind: CellKind, _ name: String, inputs: Int, units: Int, in layout: inout ParameterLayout
  ) {
    self.kind = kind
    self.inputs = inputs
    self.units = units
    let rows = kind.cell.gateCount * units
    weightIH = layout.add("\(name).weight_ih", [rows, inputs])
    weightHH = layout.add("\(name).weight_hh", [rows, units])
    biases = kind.cell.biasNames.map { layout.add("\(name).\($0)", [rows]) }
  }

  /// The weight matrices, for `PackedParameters`.
  package var matrices: [ParameterLayout.Tensor] { [weightIH, weightHH] }

  /// All uniform in ±1/√units, as PyTorch has it, and for LSTM the bias of the forget gates.
  package func initialize(_ initialization: Initialization, forgetBias: ForgetBias? = nil) {
    let limit = 1 / Float(units).squareRoot()
    for tensor in matrices + biases { initialization.uniform(tensor, limit: limit) }
    if kind == .lstm, let forgetBias {
      LSTM.initialize(bias: biases[0], units: units, forgetBias, initialization)
    }
  }

  // MARK: Room

  /// Room for a pass over sequences that begin with what the caller writes to `firstStates`.
  ///
  /// - Parameter h: [(steps + 1) · batch, units], where the outputs are wanted in a place of the
  ///   caller's, such as beside those of the other direction.
  package func tape(
    for input: LayerInput, _ shape: SequenceBatch, h: Matrix? = nil, in workspace: Workspace
  ) -> CellTape {
    precondition(input.rows == shape.rows && input.x.columns == inputs, "an input for every row")
    let states = shape.rows + shape.batch
    precondition(h.map { $0.rows == states && $0.columns == units } ?? true, "room for all states")
    let gates = workspace.matrix(rows: shape.rows, columns: weightIH.shape[0])
    let cell = kind.cell
    return CellTape(
      shape: shape, input: input, gates: gates,
      u: cell.keepsStateHalf ? workspace.matrix(rows: shape.rows, columns: gates.columns) : gates,
      c: workspace.matrix(rows: states, columns: cell.hasCellState ? units : 0),
      h: h ?? workspace.matrix(rows: states, columns: units))
  }

  /// Room for the states of so many sequences between two steps.
  package func state(rows: Int, in workspace: Workspace) -> RecurrentState {
    RecurrentState(
      h: workspace.matrix(rows: rows, columns: units),
      c: workspace.matrix(rows: rows, columns: kind.cell.hasCellState ? units : 0))
  }

  // MARK: Forward

  /// All steps, or some whose states before are on the tape.
  package func forward(_ tape: CellTape, steps: Range<Int>? = nil, _ pass: Pass) {
    let (shape, cell) = (tape.shape, kind.cell)
    let biases = CellBiases(
      input: pass.weights.vector(self.biases[0]),
      state: self.biases.count > 1 ? pass.weights.vector(self.biases[1]) : nil)
    let mark = pass.workspace.mark
    let input = tape.input.multiplied(by: weightIH, pass)
    for steps in chunks(of: steps ?? 0..<shape.steps, shape) {
      // The input's half does not depend on time: one multiplication for many steps.
      let rows = shape.rows(of: steps)
      input.write(rows, into: tape.gates.rows(rows), pass)
      for step in steps {
        pass.multiply(
          tape.h(before: step), by: weightHH, into: tape.u(at: step),
          accumulating: !cell.keepsStateHalf)
        cell.forward(tape, at: step, biases)
      }
    }
    pass.workspace.release(to: mark)
  }

  /// The steps in chunks that are long enough for a multiplication at full speed, and short enough that
  /// their gates are still in the second cache when their turn comes (docs/performance.md has what that
  /// saves).
  private func chunks(
    of steps: Range<Int>, _ shape: SequenceBatch, notShorterThan rows: Int = 256
  ) -> some BidirectionalCollection<Range<Int>> {
    let length = max(max(rowsInCache, rows) / max(shape.batch, 1), 1)
    let count = (steps.count + length - 1) / length
    return (0..<count).lazy.map { index in
      let first = steps.lowerBound + index * length
      return first..<min(first + length, steps.upperBound)
    }
  }

  /// Rows of gates that fill half of a second cache of a megabyte.
  private var rowsInCache: Int { (1 << 19) / (weightIH.shape[0] * MemoryLayout<Float>.stride) }

  // MARK: Backward

  /// From the gradients of the outputs to those of the inputs and of the weights, which are added to,
  /// in chunks of steps whose gates' gradients are still in the cache. Where the weights do not fit in
  /// beside them, all steps go at once.
  ///
  /// The gates' gradients take the gates' place: a tape serves one pass backward.
  ///
  /// - Parameters:
  ///   - dh: [(steps + 1) · batch, units] as `tape.h` lies: what comes from above, and zero for the
  ///     first states; leaves with the sums over time, the first states' in their rows.
  ///   - dc: [batch, units]: of the cell state after these steps; leaves as that before them.
  ///   - dx: of the shape of x, written, or added to; nil where there is no use for it.
  package func backward(
    _ tape: CellTape, dh: Matrix, dc: Matrix, dx: Matrix?, adding: Bool = false, _ pass: Pass
  ) {
    let fits = max(inputs, units) <= rowsInCache
    let mark = pass.workspace.mark
    let input = tape.input.backward(through: weightIH, dx: dx, adding: adding, pass)
    for steps in chunks(
      of: 0..<tape.shape.steps, tape.shape, notShorterThan: fits ? 256 : max(tape.shape.rows, 256)
    ).reversed() {
      let mark = pass.workspace.mark
      let d = backwardThroughTime(tape, steps, dh: dh, dc: dc, pass)
      addStateGradients(tape, d, pass)
      input.add(tape.gates.rows(d.rows), d.a, d.rows, pass)
      pass.workspace.release(to: mark)
    }
    input.finish(pass)
    pass.workspace.release(to: mark)
  }

  /// The same for some steps, the last ones first. When all are done `addGradients` is due for the
  /// weights.
  package func backward(
    _ tape: CellTape, steps: Range<Int>, dh: Matrix, dc: Matrix, dx: Matrix?, adding: Bool = false,
    _ pass: Pass
  ) {
    let mark = pass.workspace.mark
    let d = backwardThroughTime(tape, steps, dh: dh, dc: dc, pass)
    if let dx { pass.multiplyBack(d.a, by: weightIH, into: dx.rows(d.rows), accumulating: adding) }
    pass.workspace.release(to: mark)
  }

  /// Adds the weights' gradients, once the steps have been gone through in parts.
  package func addGradients(_ tape: CellTape, _ pass: Pass) {
    let mark = pass.workspace.mark
    let d = gateGradients(tape, 0..<tape.shape.steps, pass)
    d.a.load(tape.gates)
    if kind.cell.keepsStateHalf { d.u.load(tape.u) }
    addStateGradients(tape, d, pass)
    pass.addGradient(d.a, times: tape.input.rowOfEach, to: weightIH)
    pass.workspace.release(to: mark)
  }

  /// The gradients of what went into the gates in some steps, as multiplications read them: rounded once
  /// for all of them.
  private struct GateGradients {
    let rows: Range<Int>  // of the tape
    let a: Operand  // [rows, gates · units]
    let u: Operand  // of the state's half, which is the same unless the cell keeps it

    /// Where rows of the tape are here.
    func place(of rows: Range<Int>) -> Range<Int> {
      rows.lowerBound - self.rows.lowerBound..<rows.upperBound - self.rows.lowerBound
    }
  }

  private func gateGradients(_ tape: CellTape, _ steps: Range<Int>, _ pass: Pass) -> GateGradients {
    let rows = tape.shape.rows(of: steps)
    let a = pass.room(for: tape.gates.rows(rows))
    return GateGradients(
      rows: rows, a: a, u: kind.cell.keepsStateHalf ? pass.room(for: tape.u.rows(rows)) : a)
  }

  private func backwardThroughTime(
    _ tape: CellTape, _ steps: Range<Int>, dh: Matrix, dc: Matrix, _ pass: Pass
  ) -> GateGradients {
    let (shape, cell) = (tape.shape, kind.cell)
    let d = gateGradients(tape, steps, pass)
    for step in steps.reversed() {
      cell.backward(tape, at: step, dh: dh, dc: dc)
      let rows = shape.rows(at: step)
      let du = d.u.rows(d.place(of: rows))
      du.load(tape.u(at: step))
      if cell.keepsStateHalf { d.a.rows(d.place(of: rows)).load(tape.gates(at: step)) }
      pass.multiplyBack(
        du, by: weightHH, into: dh.rows(shape.states(before: step)), accumulating: true)
    }
    return d
  }

  /// The weights' gradients do not depend on time: a multiplication over many steps.
  ///
  ///     dU += duᵀ · h'     db += Σ da     dv += Σ du
  private func addStateGradients(_ tape: CellTape, _ d: GateGradients, _ pass: Pass) {
    pass.addGradient(d.u, times: tape.h.rows(tape.shape.states(beforeRows: d.rows)), to: weightHH)
    pass.gradients[biases[0]].addColumnSums(of: tape.gates.rows(d.rows))
    if biases.count > 1 { pass.gradients[biases[1]].addColumnSums(of: tape.u.rows(d.rows)) }
  }
}
