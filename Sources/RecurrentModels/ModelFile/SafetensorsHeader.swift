import Files

/// What a safetensors file says of itself: text under keys, and where each tensor lies.
///
/// Keys and names are unique, and compared by their bytes.
package struct SafetensorsHeader: Sendable {
  package struct Entry: Sendable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  package struct Tensor: Sendable {
    package let name: String
    package let type: ElementType
    package let shape: [Int]
    /// Where its bytes lie, counted from the end of the header.
    package let bytes: Range<Int>
  }

  /// In their order in the file.
  package internal(set) var metadata: [Entry]
  /// In the order of their bytes.
  package internal(set) var tensors: [Tensor]

  package init(metadata: [Entry] = [], tensors: [Tensor] = []) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// How many bytes the tensors take.
  package var dataSize: Int { tensors.last?.bytes.upperBound ?? 0 }

  /// Adds a tensor whose bytes follow the others'. No gaps are allowed between tensors: where types
  /// differ, begin with the widest, or readers have to copy what is misaligned.
  package mutating func add(_ name: String, _ type: ElementType, _ shape: [Int]) {
    let size = shape.reduce(type.size, *)
    let start = dataSize
    tensors.append(Tensor(name: name, type: type, shape: shape, bytes: start..<start + size))
  }

  package subscript(metadata key: String) -> String? {
    metadata.first { $0.key.hasSameBytes(as: key) }?.value
  }
}

extension SafetensorsHeader.Entry: Equatable {
  package static func == (one: Self, other: Self) -> Bool {
    one.key.hasSameBytes(as: other.key) && one.value.hasSameBytes(as: other.value)
  }
}

/// The words of the format.
enum HeaderKey {
  static let metadata = "__metadata__"
  static let type = "dtype"
  static let shape = "shape"
  static let offsets = "data_offsets"
}
