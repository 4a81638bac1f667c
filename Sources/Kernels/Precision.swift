/// What products are made in. Sums are float32 in either.
package enum Precision: String, CaseIterable, Sendable {
  case float32 = "f32"
  case bfloat16 = "bf16"

  /// Whether this processor multiplies so: oneDNN has no bfloat16 where the instructions lack.
  package var isSupported: Bool {
    self == .float32 || (try? MatrixProduct(rows: 16, inner: 16, columns: 16, of: self)) != nil
  }

  var elementSize: Int { self == .float32 ? 4 : 2 }
}
