import COneDNN
import Threading

/// C = A · B, plus a bias in every row, or C += A · B, for one shape: a primitive of oneDNN's. Making
/// one takes 0.05 to 0.4 ms; running it allocates nothing, and any number of threads may, each with a
/// scratchpad of its own.
package final class MatrixMultiplication: Sendable {
  /// How an operand lies in memory.
  package enum Layout: Hashable, Sendable {
    case rows(stride: Int)
    case transposed(stride: Int)  // of the matrix as it lies in memory
    case packed  // B alone
  }

  /// What identifies a multiplication.
  package struct Shape: Hashable, Sendable {
    package var rows: Int  // of A and C
    package var inner: Int  // columns of A, rows of B
    package var columns: Int  // of B and C
    /// Of A and B. C is of float32, and of int32 where they are of int8.
    package var precision: Precision
    package var a: Layout
    package var b: Layout
    package var strideC: Int
    package var accumulates: Bool
    package var hasBias = false  // never where it accumulates
  }

  package let shape: Shape
  package let scratchSize: Int
  /// What oneDNN calls the implementation it chose.
  package let implementation: String
  private nonisolated(unsafe) let handle: OpaquePointer  // safe to run from several threads

  package init(_ shape: Shape) throws(MatrixMultiplicationError) {
    var facts = CDNNShape()
    facts.m = Int64(shape.rows)
    facts.n = Int64(shape.columns)
    facts.k = Int64(shape.inner)
    (facts.layoutA, facts.strideA) = shape.a.facts
    (facts.layoutB, facts.strideB) = shape.b.facts
    facts.strideC = Int64(shape.strideC)
    facts.type = shape.precision.type
    facts.accumulates = shape.accumulates
    facts.has_bias = shape.hasBias
    var matmul: OpaquePointer?
    let status = cdnn_matmul_create(&facts, &matmul)
    guard let matmul, status == CDNN_OK else {
      throw status == CDNN_UNSUPPORTED ? .unsupported(precision: shape.precision.rawValue) : .failed
    }
    handle = matmul
    self.shape = shape
    scratchSize = cdnn_matmul_scratch_size(matmul)
    implementation = String(cString: cdnn_matmul_implementation(matmul))
  }

  deinit { cdnn_matmul_destroy(handle) }

  /// Of dense rows by packed weights.
  package convenience init(
    rows: Int, inner: Int, columns: Int, _ precision: Precision, accumulates: Bool = false
  ) throws(MatrixMultiplicationError) {
    try self.init(
      Shape(
        rows: rows, inner: inner, columns: columns, precision: precision, a: .rows(stride: inner),
        b: .packed, strideC: columns, accumulates: accumulates))
  }

  /// Whether oneDNN has a kernel for these very instructions, and not only one that makes do: with
  /// bfloat16 on AVX-512 that lacks it, at a third of the speed of float32. For int8 version 3 makes do
  /// under the name of its own kernels.
  package var isNative: Bool {
    guard implementation.hasPrefix("brg") else { return false }
    return shape.precision != .int8 || ["vnni", "amx"].contains { implementation.contains($0) }
  }

  /// The operands have the shape's precision and layouts.
  package func run(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, bias: UnsafePointer<Float>? = nil,
    into c: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer
  ) {
    let status = cdnn_matmul_run(handle, a, b, bias, c, scratch)
    precondition(status == CDNN_OK, "oneDNN could not multiply")
  }

  // MARK: The packed format of B, which is that of every height

  var packedSize: Int { cdnn_matmul_packed_size(handle) }

  /// The width of the format's panels where it is that of `ck_pack_bfloat16`; else 0.
  var panelWidth: Int { Int(cdnn_matmul_panel_width(handle)) }

  /// Takes over float32 B, or B of int8 for int8. One thread at a time.
  func pack(
    _ b: UnsafeRawPointer, stride: Int, transposed: Bool, into packed: UnsafeMutableRawPointer
  ) {
    let status = cdnn_matmul_pack(
      handle, b, Int64(stride), transposed ? CDNN_TRANSPOSED : CDNN_ROWS, packed)
    precondition(status == CDNN_OK, "oneDNN could not pack")
  }

  /// Keeps oneDNN to the thread that calls this: due once in every thread that multiplies.
  package static func useOnlyThisThread() { cdnn_use_one_thread() }
}

/// Why there is no such multiplication.
package enum MatrixMultiplicationError: Error, Equatable, Sendable {
  case unsupported(precision: String)
  case failed
}

/// What matrices are multiplied in. Sums are float32, and exact for int8.
package enum Precision: String, CaseIterable, BitwiseCopyable, Sendable {
  case float32 = "f32"
  case bfloat16 = "bf16"
  case int8

  /// Those that a command offers: none quantizes yet.
  package static let allCases: [Precision] = [.float32, .bfloat16]

  /// Whether this processor has instructions for it.
  package var isSupported: Bool {
    self == .float32
      || (try? MatrixMultiplication(rows: 16, inner: 16, columns: 16, self))?.isNative ?? false
  }

  /// This precision where the processor has it, and float32 elsewhere.
  package var available: AvailablePrecision {
    AvailablePrecision(asked: self, used: isSupported ? self : .float32)
  }

  fileprivate var type: CDNNType {
    switch self {
    case .float32: CDNN_FLOAT32
    case .bfloat16: CDNN_BFLOAT16
    case .int8: CDNN_INT8
    }
  }
}

/// What was asked for, and what the processor has of it.
package struct AvailablePrecision: Equatable, Sendable {
  package let asked: Precision
  package let used: Precision

  package var isReplaced: Bool { used != asked }
}

/// The multiplications that were asked for lately, kept by their shapes: sentences come in few lengths,
/// and making a multiplication costs more than running a small one. Beyond the limit, the least recently
/// used one is dropped.
package final class MultiplicationCache: Sendable {
  /// Twice what sentences of up to a hundred tokens need. One takes about 100 KB and 0.5 ms to make.
  package static let usualLimit = 4096

  /// The rows of a block: those of a batch-invariant multiplication go in blocks, and where their number
  /// can be chosen it is a multiple of this, so that there are few shapes.
  package static let blockHeight = 16

  /// Whether a row of a result has the same bits whatever rows are multiplied with it, as translations
  /// need, which must not depend on their batch; training does not. See `Workspace.multiplyInBlocks`.
  package let isBatchInvariant: Bool
  private let limit: Int
  private let state = Guarded(State())

  private struct State {
    var entries: [MatrixMultiplication.Shape: Entry] = [:]
    var uses = 0
  }

  private struct Entry {
    let multiplication: MatrixMultiplication
    var lastUse: Int
  }

  package init(batchInvariant: Bool = false, limit: Int = MultiplicationCache.usualLimit) {
    precondition(limit > 0, "the one that is run is kept")
    isBatchInvariant = batchInvariant
    self.limit = limit
  }

  package var count: Int { state.withLock { $0.entries.count } }

  /// The multiplication of a shape that this processor has, as is known since weights were packed.
  package func multiplication(_ shape: MatrixMultiplication.Shape) -> MatrixMultiplication {
    state.withLock { state in
      state.uses += 1
      if let index = state.entries.index(forKey: shape) {
        state.entries.values[index].lastUse = state.uses
        return state.entries.values[index].multiplication
      }
      // A thread that is running the multiplication keeps it until then.
      if state.entries.count == limit,
        let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.entries[oldest.key] = nil
      }
      do {
        let multiplication = try MatrixMultiplication(shape)
        state.entries[shape] = Entry(multiplication: multiplication, lastUse: state.uses)
        return multiplication
      } catch {
        preconditionFailure("oneDNN has no multiplication of \(shape): \(error)")
      }
    }
  }
}

extension MatrixMultiplication.Layout {
  fileprivate var facts: (CDNNLayout, Int64) {
    switch self {
    case .rows(let stride): (CDNN_ROWS, Int64(stride))
    case .transposed(let stride): (CDNN_TRANSPOSED, Int64(stride))
    case .packed: (CDNN_PACKED, 0)
    }
  }
}
