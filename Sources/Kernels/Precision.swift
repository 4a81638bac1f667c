/// What products are made in. Sums are float32 in either.
package enum Precision: String, CaseIterable, Sendable {
  case float32 = "f32"
  case bfloat16 = "bf16"

  /// Whether this processor has instructions for it.
  package var isSupported: Bool {
    self == .float32
      || (try? MatrixProduct(rows: 16, inner: 16, columns: 16, of: self))?.isNative ?? false
  }

  /// This precision where the processor has it, and float32 elsewhere.
  package var available: AvailablePrecision {
    AvailablePrecision(asked: self, used: isSupported ? self : .float32)
  }

  var operands: MatrixProduct.Operands {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }
}

/// What was asked for, and what the processor has of it.
package struct AvailablePrecision: Equatable, Sendable {
  package let asked: Precision
  package let used: Precision

  package var isReplaced: Bool { used != asked }
}
