import Kernels

/// What a recurrent layer's pass forward leaves behind for the pass backward.
package struct CellTape: BitwiseCopyable {
  package let shape: SequenceBatch
  let input: LayerInput
  /// [steps · batch, gates · units]: the gates, and after the pass backward the gradients of what
  /// went into them.
  package let gates: Matrix
  /// The state's half of what went into the gates, where a cell keeps it by itself; else the gates.
  package let u: Matrix
  package let c: Matrix  // [(steps + 1) · batch, units], no columns without a memory
  package let h: Matrix  // [(steps + 1) · batch, units]

  /// The outputs of all steps.
  package var outputs: Matrix { h.rows(shape.outputs) }

  /// Where the caller writes what the sequences begin with.
  package var firstStates: RecurrentState {
    RecurrentState(h: h.rows(shape.firstStates), c: c.rows(shape.firstStates))
  }

  package var lastStates: RecurrentState {
    RecurrentState(h: h.rows(shape.lastStates), c: c.rows(shape.lastStates))
  }
}

/// What a layer carries from one step to the next, or the gradient of it.
package struct RecurrentState: BitwiseCopyable {
  package let h: Matrix  // [batch, units]
  package let c: Matrix  // [batch, units], no columns without a memory

  package init(h: Matrix, c: Matrix) {
    (self.h, self.c) = (h, c)
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
