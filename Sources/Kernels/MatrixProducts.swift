import Threading

/// Every product that was ever asked for, kept by its shape: sentences come in few lengths, and
/// making a product costs more than running a small one.
package final class MatrixProducts: Sendable {
  /// How rows that stand beside each other may matter to each other.
  package enum Rows: Sendable {
    /// They may change the last bit: training does not mind.
    case together
    /// They change nothing: a sentence's translation must not depend on its batch. Rows go in blocks
    /// of 16, of which the last is filled up with zeros.
    case alike
  }

  package let rows: Rows
  private let kept = Guarded<[MatrixProduct.Shape: MatrixProduct]>([:])

  package init(rows: Rows = .together) { self.rows = rows }

  /// The product of a shape that this processor has, which whoever packed weights knows.
  package func product(_ shape: MatrixProduct.Shape) -> MatrixProduct {
    kept.withLock { kept in
      if let product = kept[shape] { return product }
      do {
        let product = try MatrixProduct(shape)
        kept[shape] = product
        return product
      } catch {
        preconditionFailure("oneDNN makes no product of \(shape): \(error)")
      }
    }
  }
}
