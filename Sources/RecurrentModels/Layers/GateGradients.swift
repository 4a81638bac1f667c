import Kernels

/// The gradients of what went into the gates in some steps, as products read them.
struct GateGradients {
  let steps: Range<Int>
  let rows: Range<Int>  // of the tape
  let a: Operand  // [rows, gates · units]
  let u: Operand  // of the state's half, which is the same but for GRU

  /// Where rows of the tape are here.
  func place(of rows: Range<Int>) -> Range<Int> {
    rows.lowerBound - self.rows.lowerBound..<rows.upperBound - self.rows.lowerBound
  }
}
