import Kernels

/// The equations of a recurrent cell, in a file for each. A new cell is a type that conforms, and a case
/// of `CellKind`.
package protocol RecurrentCell {
  /// Keras' name.
  static var layerName: String { get }
  /// Rows of a weight matrix for each unit.
  static var gateCount: Int { get }
  /// In the model file: the input's bias, and the state's where it has one.
  static var biasNames: [String] { get }
  /// Whether a unit has a cell state beside its output.
  static var hasCellState: Bool { get }
  /// Whether U h' is kept apart from W x.
  static var keepsStateHalf: Bool { get }

  static func forward(_ tape: CellTape, at step: Int, _ biases: CellBiases)

  /// From the gradient of h after a step, and of c, to those of the preactivations in their places, of
  /// c before it, and of h before it but for da · U.
  static func backward(_ tape: CellTape, at step: Int, dh: Matrix, dc: Matrix)
}

/// What a pass forward leaves behind for the pass backward.
package struct CellTape: BitwiseCopyable {
  package let shape: SequenceBatch
  let input: LayerInput
  /// [steps · batch, gates · units]: the gates, and after the pass backward the gradients of what
  /// went into them.
  package let gates: Matrix
  /// The state's half of what went into the gates, where a cell keeps it; else the gates.
  package let u: Matrix
  package let c: Matrix  // [(steps + 1) · batch, units], no columns without a cell state
  package let h: Matrix  // [(steps + 1) · batch, units]

  /// The outputs of all steps.
  package var outputs: Matrix { h.rows(shape.outputs) }

  func gates(at step: Int) -> Matrix { gates.rows(shape.rows(at: step)) }
  func u(at step: Int) -> Matrix { u.rows(shape.rows(at: step)) }
  func h(before step: Int) -> Matrix { h.rows(shape.states(before: step)) }
  func h(after step: Int) -> Matrix { h.rows(shape.states(after: step)) }

  /// Where the caller writes what the sequences begin with.
  package var firstStates: RecurrentState {
    RecurrentState(h: h.rows(shape.firstStates), c: c.rows(shape.firstStates))
  }

  package var lastStates: RecurrentState {
    RecurrentState(h: h.rows(shape.lastStates), c: c.rows(shape.lastStates))
  }
}

/// The biases of a cell, [gates · units] each.
package struct CellBiases {
  let input: UnsafeBufferPointer<Float>
  let state: UnsafeBufferPointer<Float>?  // where the cell has one
}

/// What a layer carries from one step to the next, or the gradient of it.
package struct RecurrentState: BitwiseCopyable {
  package let h: Matrix  // [batch, units]
  package let c: Matrix  // [batch, units], no columns without a cell state

  package func rows(_ rows: Range<Int>) -> RecurrentState {
    RecurrentState(h: h.rows(rows), c: c.rows(rows))
  }

  /// The columns of one of several equal parts.
  func part(_ index: Int, of count: Int) -> RecurrentState {
    func part(_ matrix: Matrix) -> Matrix {
      let width = matrix.columns / count
      return matrix.columns(index * width..<(index + 1) * width)
    }
    return RecurrentState(h: part(h), c: part(c))
  }

  package func copy(_ other: RecurrentState) {
    h.copy(other.h)
    c.copy(other.c)
  }

  package func add(_ other: RecurrentState) {
    h.add(other.h)
    c.add(other.c)
  }

  package func fill(with value: Float) {
    h.fill(with: value)
    c.fill(with: value)
  }
}
