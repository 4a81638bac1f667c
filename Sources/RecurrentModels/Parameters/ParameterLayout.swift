import Files
import Kernels

/// Which tensors a model has, in which order, and where each lies in one flat array of floats: that of
/// the weights, of gradients, of an optimizer's moments and of the model file. Names are unique, and
/// compared by their bytes.
package struct ParameterLayout: Equatable, Sendable {
  /// Each tensor begins at a multiple of so many floats: 64 bytes, a cache line and the widest vector.
  package static let alignment = 16

  package private(set) var tensors: [Tensor] = []
  /// The length of the flat array, a multiple of `alignment`.
  package private(set) var size = 0
  /// Where the last tensor ends in the flat array.
  private(set) var end = 0
  private var indices: [[UInt8]: Int] = [:]

  package init() {}

  /// Adds a tensor behind the others. The flat array's length must stay within `Int`: sizes that a
  /// user gives are checked before.
  @discardableResult
  package mutating func add(_ name: String, _ shape: [Int]) -> Tensor {
    precondition(shape.allSatisfy { $0 >= 0 }, "\(name) has a negative dimension")
    let tensor = Tensor(name: name, shape: shape, offset: size, index: tensors.count)
    let previous = indices.updateValue(tensors.count, forKey: Array(name.utf8))
    precondition(previous == nil, "two tensors are named \(name)")
    tensors.append(tensor)
    end = tensor.range.upperBound
    size = (end + Self.alignment - 1) / Self.alignment * Self.alignment
    return tensor
  }

  package subscript(name: String) -> Tensor? { indices[Array(name.utf8)].map { tensors[$0] } }

  /// The tensors of a layer: the one of this name and those whose names go on with a dot after it.
  package func tensors(of layer: String) -> [Tensor] {
    tensors.filter { $0.name.utf8.starts(with: layer.utf8) }
      .filter { [nil, UInt8(ascii: ".")].contains($0.name.utf8.dropFirst(layer.utf8.count).first) }
  }

  package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }

  /// A tensor of float32, row-major.
  package struct Tensor: Sendable {
    package let name: String
    package let shape: [Int]
    /// Where it begins in the flat array.
    package let offset: Int
    /// Its place among the tensors.
    package let index: Int

    package var count: Int { shape.reduce(1, *) }
    package var range: Range<Int> { offset..<offset + count }
  }
}

extension ParameterLayout.Tensor: Equatable {
  package static func == (one: Self, other: Self) -> Bool {
    one.name.hasSameBytes(as: other.name) && one.shape == other.shape && one.offset == other.offset
  }
}

/// A flat array of floats, seen by its layout: each tensor is a matrix.
package struct ParameterValues: BitwiseCopyable {
  private let elements: UnsafeMutablePointer<Float>
  private let count: Int

  /// A view of somebody else's array, which must stay where it is.
  package init(_ elements: UnsafeMutableBufferPointer<Float>, layout: ParameterLayout) {
    precondition(elements.count >= layout.end, "an array of the layout's size")
    self.elements = elements.baseAddress!
    count = elements.count
  }

  /// A tensor of two dimensions, or one of one dimension as a single row.
  package subscript(tensor: ParameterLayout.Tensor) -> Matrix {
    precondition(tensor.range.upperBound <= count, "a tensor of this layout")
    let rows = tensor.shape.count == 2 ? tensor.shape[0] : 1
    return Matrix(
      elements + tensor.offset, rows: rows, columns: rows == 0 ? 0 : tensor.count / rows)
  }

  /// A tensor of one dimension, to read.
  package func vector(_ tensor: ParameterLayout.Tensor) -> UnsafeBufferPointer<Float> {
    precondition(tensor.shape.count == 1, "a tensor of one dimension")
    return UnsafeBufferPointer(start: self[tensor].elements, count: tensor.count)
  }
}

/// Initializes weights. A tensor has a stream of random numbers of its own, chosen by its place in the
/// layout: another tensor behind it changes nothing.
package struct Initialization {
  package let weights: ParameterValues
  let seed: UInt64

  /// Uniform in ±limit.
  package func uniform(_ tensor: ParameterLayout.Tensor, limit: Float) {
    var stream = stream(for: tensor)
    stream.fillUniform(weights[tensor].elements, count: tensor.count, from: -limit, to: limit)
  }

  package func normal(_ tensor: ParameterLayout.Tensor, deviation: Float) {
    var stream = stream(for: tensor)
    stream.fillNormal(weights[tensor].elements, count: tensor.count, deviation: deviation)
  }

  package func constant(_ tensor: ParameterLayout.Tensor, _ value: Float) {
    weights[tensor].fill(with: value)
  }

  func stream(for tensor: ParameterLayout.Tensor) -> RandomStream {
    RandomStream(seed: seed, number: UInt64(tensor.offset / ParameterLayout.alignment))
  }
}
