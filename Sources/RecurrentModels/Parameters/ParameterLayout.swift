import Files

/// Which tensors a model has, in which order, and where each lies in one flat array of floats.
///
/// Weights, gradients, an optimizer's moments and the model file share one layout, so a parameter has
/// one place in all of them. Names are unique, and compared by their bytes.
public struct ParameterLayout: Equatable, Sendable {
  /// Each tensor begins at a multiple of so many floats: 64 bytes, which are a line of the cache and
  /// the widest vector.
  public static let alignment = 16

  public private(set) var tensors: [Tensor] = []
  /// The length of the flat array, a multiple of `alignment`.
  public private(set) var size = 0
  /// Where the last tensor ends in the flat array, behind which it holds nothing.
  private(set) var end = 0
  private var indices: [[UInt8]: Int] = [:]

  public init() {}

  /// Adds a tensor behind the others. The flat array's length must stay within `Int`: sizes that a
  /// user gives are checked before.
  @discardableResult
  public mutating func add(_ name: String, _ shape: [Int]) -> Tensor {
    precondition(shape.allSatisfy { $0 >= 0 }, "\(name) has a negative dimension")
    let tensor = Tensor(name: name, shape: shape, offset: size)
    let previous = indices.updateValue(tensors.count, forKey: Array(name.utf8))
    precondition(previous == nil, "two tensors are named \(name)")
    tensors.append(tensor)
    end = tensor.range.upperBound
    size = (end + Self.alignment - 1) / Self.alignment * Self.alignment
    return tensor
  }

  public subscript(name: String) -> Tensor? { indices[Array(name.utf8)].map { tensors[$0] } }

  /// The tensors of a layer: the one of this name and those whose names go on with a dot after it.
  public func tensors(of layer: String) -> [Tensor] {
    tensors.filter { $0.name.utf8.starts(with: layer.utf8) }
      .filter { [nil, UInt8(ascii: ".")].contains($0.name.utf8.dropFirst(layer.utf8.count).first) }
  }

  public var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }
}

extension ParameterLayout {
  /// A tensor of float32, row-major.
  public struct Tensor: Sendable {
    public let name: String
    public let shape: [Int]
    /// Where it begins in the flat array.
    public let offset: Int

    public var count: Int { shape.reduce(1, *) }
    public var range: Range<Int> { offset..<offset + count }
  }
}

extension ParameterLayout.Tensor: Equatable {
  public static func == (one: Self, other: Self) -> Bool {
    one.name.hasSameBytes(as: other.name) && one.shape == other.shape
      && one.offset == other.offset
  }
}
