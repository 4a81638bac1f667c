import Kernels

@testable import RecurrentModels

/// A layer as `CellRun` drives it.
protocol TestedCell: RecurrentLayer, CellEquations {
  /// By the letters of the equations.
  var tensors: [String: ParameterLayout.Tensor] { get }
  /// How many numbers a sequence has in memory beside its state.
  var memoryUnits: Int { get }
  /// Forward and backward; the states after each step, those at the beginning first.
  func run(_ pass: CellPass, in workspace: inout Workspace) throws -> (h: Matrix, c: Matrix?)
}

/// What goes into a pass, and where its results go.
struct CellPass {
  let shape: SequenceBatch
  let x, h0, c0: Matrix
  let dh, dc, dx: Matrix
  let weights, gradients: ParameterValues
  let packed: PackedCell
  let products: MatrixProducts
}

extension LSTM: TestedCell {
  var tensors: [String: ParameterLayout.Tensor] { ["w": weightIH, "u": weightHH, "b": bias] }
  var memoryUnits: Int { units }

  func run(_ pass: CellPass, in workspace: inout Workspace) throws -> (h: Matrix, c: Matrix?) {
    let tape = tape(for: pass.x, pass.shape, in: &workspace)
    tape.h.fillFirstRows(with: pass.h0)
    tape.c.fillFirstRows(with: pass.c0)
    try forward(tape, pass.weights, pass.packed, pass.products, in: &workspace)
    try backward(
      tape, dh: pass.dh, dc: pass.dc, dx: pass.dx, gradients: pass.gradients, pass.packed,
      pass.products, in: &workspace)
    return (tape.h, tape.c)
  }
}

extension GRU: TestedCell {
  var tensors: [String: ParameterLayout.Tensor] {
    ["w": weightIH, "u": weightHH, "b": biasIH, "v": biasHH]
  }
  var memoryUnits: Int { 0 }

  func run(_ pass: CellPass, in workspace: inout Workspace) throws -> (h: Matrix, c: Matrix?) {
    let tape = tape(for: pass.x, pass.shape, in: &workspace)
    tape.h.fillFirstRows(with: pass.h0)
    try forward(tape, pass.weights, pass.packed, pass.products, in: &workspace)
    try backward(
      tape, dh: pass.dh, dx: pass.dx, gradients: pass.gradients, pass.packed, pass.products,
      in: &workspace)
    return (tape.h, nil)
  }
}

extension SimpleRNN: TestedCell {
  var tensors: [String: ParameterLayout.Tensor] { ["w": weightIH, "u": weightHH, "b": bias] }
  var memoryUnits: Int { 0 }

  func run(_ pass: CellPass, in workspace: inout Workspace) throws -> (h: Matrix, c: Matrix?) {
    let tape = tape(for: pass.x, pass.shape, in: &workspace)
    tape.h.fillFirstRows(with: pass.h0)
    try forward(tape, pass.weights, pass.packed, pass.products, in: &workspace)
    try backward(
      tape, dh: pass.dh, dx: pass.dx, gradients: pass.gradients, pass.packed, pass.products,
      in: &workspace)
    return (tape.h, nil)
  }
}

extension Matrix {
  fileprivate func fillFirstRows(with other: Matrix) {
    elements.update(from: other.elements, count: other.rows * other.columns)
  }
}

extension CellKind {
  func layer(inputs: Int, units: Int, in layout: inout ParameterLayout) -> any TestedCell {
    switch self {
    case .lstm: LSTM("layer", inputs: inputs, units: units, in: &layout)
    case .gru: GRU("layer", inputs: inputs, units: units, in: &layout)
    case .rnn: SimpleRNN("layer", inputs: inputs, units: units, in: &layout)
    }
  }
}
