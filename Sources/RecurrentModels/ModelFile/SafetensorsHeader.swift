import Files

/// The header of a safetensors file: texts by keys, and the type, shape and place of each tensor.
///
/// Keys and names are unique and compared by their bytes.
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
    /// The place of its bytes, counted from the end of the header.
    package let bytes: Range<Int>
  }

  /// Eight bytes have the header's length, little-endian.
  static let prefixSize = 8
  /// The data begin at a multiple of this many bytes.
  private static let alignment = 64

  /// In the order of the file.
  package fileprivate(set) var metadata: [Entry]
  /// In the order of their bytes.
  package fileprivate(set) var tensors: [Tensor]

  package init(metadata: [Entry] = [], tensors: [Tensor] = []) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The size of all tensors in bytes.
  package var dataSize: Int { tensors.last?.bytes.upperBound ?? 0 }

  /// Adds a tensor after the others. No gaps are allowed between tensors: where types differ, begin
  /// with the widest, or readers must copy what is misaligned.
  package mutating func add(_ name: String, _ type: ElementType, _ shape: [Int]) {
    let size = shape.reduce(type.size, *)
    let start = dataSize
    tensors.append(Tensor(name: name, type: type, shape: shape, bytes: start..<start + size))
  }

  package subscript(metadata key: String) -> String? {
    metadata.first { $0.key.hasSameBytes(as: key) }?.value
  }

  /// A file's bytes up to its tensors: the length, the JSON, and spaces up to the alignment. The
  /// same header gives the same bytes, which are those of Python's `safetensors` but for the
  /// spaces.
  var fileStart: [UInt8] {
    let texts = JSON.object(metadata.map { JSON.Member($0.key, .string($0.value)) })
    let members = (metadata.isEmpty ? [] : [JSON.Member(Key.metadata, texts)]) + tensors.map(\.json)
    var text: [UInt8] = []
    text.append(json: .object(members))
    while (Self.prefixSize + text.count) % Self.alignment != 0 { text.append(UInt8(ascii: " ")) }
    let length = UInt64(text.count)
    return (0..<Self.prefixSize).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
  }
}

extension SafetensorsHeader.Entry: Equatable {
  package static func == (one: Self, other: Self) -> Bool {
    one.key.hasSameBytes(as: other.key) && one.value.hasSameBytes(as: other.value)
  }
}

extension SafetensorsHeader.Tensor {
  fileprivate var json: JSON.Member {
    let facts: [JSON.Member] = [
      .init(Key.type, .string(type.rawValue)),
      .init(Key.shape, .array(shape.map(JSON.integer))),
      .init(Key.offsets, .array([.integer(bytes.lowerBound), .integer(bytes.upperBound)])),
    ]
    return JSON.Member(name, .object(facts))
  }
}

/// The keys of the format.
private enum Key {
  static let metadata = "__metadata__"
  static let type = "dtype"
  static let shape = "shape"
  static let offsets = "data_offsets"
}

/// The types of a tensor's elements, by their names in safetensors.
package enum ElementType: String, CaseIterable, Sendable {
  case f64 = "F64"
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u64 = "U64"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"

  /// The size of an element in bytes.
  package var size: Int {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .i8, .u8, .bool: 1
    }
  }
}

/// Parses a header and checks it: its parts are consistent with each other and with the file's
/// size.
struct HeaderReader {
  private let path: String
  private let start: Int  // where the data begin in the file
  private let dataSize: Int

  /// `text` is the header after the first eight bytes of the file; `dataSize` bytes follow it.
  static func read(_ text: [UInt8], path: String, dataSize: Int) throws(SafetensorsError)
    -> SafetensorsHeader
  {
    let reader = HeaderReader(
      path: path, start: SafetensorsHeader.prefixSize + text.count, dataSize: dataSize)
    var cursor = try JSONCursor(text) { byte, fault in
      SafetensorsError.malformedHeader(
        path: path, byte: SafetensorsHeader.prefixSize + byte, fault: fault)
    }
    var header = SafetensorsHeader()
    try cursor.object { (cursor, key) throws(SafetensorsError) in
      if key.hasSameBytes(as: Key.metadata) {
        header.metadata = try reader.metadata(&cursor)
      } else {
        header.tensors.append(try reader.tensor(key, &cursor))
      }
    }
    try cursor.end()
    header.tensors = try reader.inOrder(header.tensors)
    return header
  }

  private func metadata(_ cursor: inout JSONCursor<SafetensorsError>) throws(SafetensorsError)
    -> [SafetensorsHeader.Entry]
  {
    var entries: [SafetensorsHeader.Entry] = []
    try cursor.object { (cursor, key) throws(SafetensorsError) in
      entries.append(SafetensorsHeader.Entry(key, try cursor.string()))
    }
    return entries
  }

  private func tensor(_ name: String, _ cursor: inout JSONCursor<SafetensorsError>)
    throws(SafetensorsError)
    -> SafetensorsHeader.Tensor
  {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try cursor.object { (cursor, key) throws(SafetensorsError) in
      switch key {
      case Key.type: type = try cursor.string()
      case Key.shape: shape = try cursor.naturals()
      case Key.offsets: offsets = try cursor.naturals()
      default: throw cursor.failure(.unknownKey(key))
      }
    }
    guard let type else { throw cursor.failure(.missingKey(Key.type)) }
    guard let shape else { throw cursor.failure(.missingKey(Key.shape)) }
    guard let offsets else { throw cursor.failure(.missingKey(Key.offsets)) }
    guard offsets.count == 2 else {
      throw .notTwoOffsets(path: path, tensor: name, found: offsets.count)
    }
    guard let element = ElementType(rawValue: type) else {
      throw .unknownType(path: path, tensor: name, type: type)
    }
    let bytes = try range(of: name, begin: offsets[0], end: offsets[1])
    let tensor = SafetensorsHeader.Tensor(name: name, type: element, shape: shape, bytes: bytes)
    try checkLength(of: tensor)
    return tensor
  }

  private func range(of name: String, begin: Int, end: Int) throws(SafetensorsError) -> Range<Int> {
    guard begin <= end, end <= dataSize else {
      throw .badOffsets(path: path, tensor: name, begin: begin, end: end, limit: dataSize)
    }
    return begin..<end
  }

  private func checkLength(of tensor: SafetensorsHeader.Tensor) throws(SafetensorsError) {
    var length = tensor.type.size
    for dimension in tensor.shape {
      let (product, overflows) = length.multipliedReportingOverflow(by: dimension)
      if overflows {
        throw .sizeOverflow(path: path, tensor: tensor.name, shape: tensor.shape)
      }
      length = product
    }
    guard length == tensor.bytes.count else {
      throw .wrongLength(
        path: path, tensor: tensor.name, expected: length, found: tensor.bytes.count)
    }
  }

  /// The tensors in the order of the file. Throws unless together they are all of its data.
  private func inOrder(_ tensors: [SafetensorsHeader.Tensor]) throws(SafetensorsError)
    -> [SafetensorsHeader.Tensor]
  {
    let tensors = tensors.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = 0
    for (index, tensor) in tensors.enumerated() {
      if tensor.bytes.lowerBound < end {
        throw .overlap(path: path, first: tensors[index - 1].name, second: tensor.name)
      }
      try checkNothing(between: end, and: tensor.bytes.lowerBound)
      end = tensor.bytes.upperBound
    }
    try checkNothing(between: end, and: dataSize)
    return tensors
  }

  private func checkNothing(between end: Int, and next: Int) throws(SafetensorsError) {
    if end < next { throw .unclaimedBytes(path: path, bytes: start + end..<start + next) }
  }
}

/// Why a file is not a safetensors file. Positions are bytes of the file, counted from 0.
package enum SafetensorsError: Error, Equatable, Sendable {
  case directory(path: String)
  /// A pipe or a device, which cannot be mapped to memory.
  case notRegular(path: String)
  /// It begins as files of this kind do.
  case otherKind(path: String, FileKind)
  /// The file ends at `found`, and its header at `expected`.
  case truncated(path: String, expected: Int, found: Int)
  case headerTooLong(path: String, length: UInt64, limit: Int)
  /// `byte` is where reading stopped.
  case malformedHeader(path: String, byte: Int, fault: JSONFault)
  /// `data_offsets` are two numbers.
  case notTwoOffsets(path: String, tensor: String, found: Int)
  /// The type is not one of safetensors.
  case unknownType(path: String, tensor: String, type: String)
  /// Its size in bytes exceeds 64 bits.
  case sizeOverflow(path: String, tensor: String, shape: [Int])
  /// The type and the shape need `expected` bytes, and the offsets span `found`.
  case wrongLength(path: String, tensor: String, expected: Int, found: Int)
  /// The offsets in the header: one is beyond the `limit` bytes that follow the header, or they are
  /// in the wrong order.
  case badOffsets(path: String, tensor: String, begin: Int, end: Int, limit: Int)
  /// The second tensor begins before the end of the first.
  case overlap(path: String, first: String, second: String)
  /// Bytes between or after the tensors that belong to none.
  case unclaimedBytes(path: String, bytes: Range<Int>)
  /// A tensor has another type than the one it is read as, both by their names in safetensors.
  case wrongType(path: String, tensor: String, expected: String, found: String)
}
