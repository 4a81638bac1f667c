import CKernels

// What the faces of all cells need to call C.

/// Which rows of a batch are real at a step (not 0) and which are padding (0).
package typealias StepMask = UnsafeBufferPointer<UInt8>

extension ck_input {
  /// Nothing where C reads nothing.
  init(_ matrix: Matrix?) {
    self.init(start: matrix.map { UnsafePointer($0.elements) }, stride: matrix?.stride ?? 0)
  }
}

extension ck_output {
  /// Nothing where C writes nothing.
  init(_ matrix: Matrix?) { self.init(start: matrix?.elements, stride: matrix?.stride ?? 0) }
}

func requireMask(_ mask: StepMask?, _ batch: Int) {
  precondition(mask == nil || mask?.count == batch, "a mask tells of every row")
}

func requireBias(_ bias: UnsafeBufferPointer<Float>?, _ width: Int) {
  precondition(bias == nil || bias?.count == width, "a bias has a number for every gate")
}
