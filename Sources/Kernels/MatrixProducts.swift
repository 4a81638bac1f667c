import Threading

/// The products that were asked for lately, kept by their shapes: sentences come in few lengths, and
/// making a product costs more than running a small one.
///
/// Where there are more shapes than are kept, that which nobody has wanted for longest goes.
package final class MatrixProducts: Sendable {
  /// How rows that stand beside each other may matter to each other.
  package enum Rows: Sendable {
    /// They may change the last bit: training does not mind.
    case together
    /// They change nothing: a sentence's translation must not depend on its batch. Rows go in blocks
    /// of 16, of which the last is filled up with zeros.
    case alike
  }

  /// Twice what sentences of up to a hundred words come to. A product takes about 100 KB and 0.5 ms to
  /// make.
  package static let usualLimit = 4096

  /// Where the number of rows is one's own choice they come in multiples of so many, so that products
  /// come in few shapes.
  package static let rowUnit = 16

  private struct Kept {
    let product: MatrixProduct
    var lastUse: Int
  }

  private struct State {
    var products: [MatrixProduct.Shape: Kept] = [:]
    var uses = 0
  }

  package let rows: Rows
  private let limit: Int
  private let state = Guarded(State())

  package init(rows: Rows = .together, limit: Int = MatrixProducts.usualLimit) {
    precondition(limit > 0, "the product that is run is kept")
    self.rows = rows
    self.limit = limit
  }

  package var count: Int { state.withLock { $0.products.count } }

  /// The product of a shape that this processor has, which whoever packed weights knows.
  package func product(_ shape: MatrixProduct.Shape) -> MatrixProduct {
    state.withLock { state in
      state.uses += 1
      if let place = state.products.index(forKey: shape) {
        state.products.values[place].lastUse = state.uses
        return state.products.values[place].product
      }
      if state.products.count == limit { Self.dropOldest(of: &state.products) }
      do {
        let product = try MatrixProduct(shape)
        state.products[shape] = Kept(product: product, lastUse: state.uses)
        return product
      } catch {
        preconditionFailure("oneDNN makes no product of \(shape): \(error)")
      }
    }
  }

  /// Whoever runs it keeps it until then.
  private static func dropOldest(of products: inout [MatrixProduct.Shape: Kept]) {
    let oldest = products.min { $0.value.lastUse < $1.value.lastUse }
    if let oldest { products[oldest.key] = nil }
  }
}
