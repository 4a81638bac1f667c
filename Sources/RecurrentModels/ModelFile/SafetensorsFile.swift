/// A safetensors file, mapped to memory: what its header says is checked when it is opened, and its
/// tensors are read from the disk when they are touched.
package struct SafetensorsFile: Sendable {
  /// Python's `safetensors` draws the same line.
  package static let longestHeader = 100_000_000

  package let path: String
  package let header: SafetensorsHeader
  private let file: MappedFile
  private let dataStart: Int
  private let indices: [[UInt8]: Int]

  /// Throws a `FileError` or a `SafetensorsError`. Time and memory are linear in the header.
  package init(path: String) throws {
    self.path = path
    file = try MappedFile(path: path)
    dataStart = try Self.dataStart(in: file, path: path)
    header = try HeaderReader.read(
      [UInt8](file.bytes[SafetensorsHeader.prefixSize..<dataStart]),
      path: path, dataSize: file.bytes.count - dataStart)
    indices = Dictionary(
      uniqueKeysWithValues: header.tensors.enumerated().map { (Array($1.name.utf8), $0) })
  }

  package subscript(name: String) -> SafetensorsHeader.Tensor? {
    indices[Array(name.utf8)].map { header.tensors[$0] }
  }

  /// A tensor's bytes, whatever their type, the lowest byte of each element first.
  package func withBytes<Result, Failure>(
    of tensor: SafetensorsHeader.Tensor, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(file) {} }
    return try body(bytes(of: tensor).bytes)
  }

  package func floats(of tensor: SafetensorsHeader.Tensor) throws(SafetensorsError) -> TensorFloats
  {
    guard tensor.type == .f32 else {
      throw .wrongType(
        path: path, tensor: tensor.name, expected: ElementType.f32.rawValue,
        found: tensor.type.rawValue)
    }
    return TensorFloats(bytes(of: tensor), of: file)
  }

  /// What the tensors' memory lives as long as.
  var owner: AnyObject { file }

  private func bytes(of tensor: SafetensorsHeader.Tensor) -> UnsafeRawBufferPointer {
    let range = tensor.bytes.lowerBound + dataStart..<tensor.bytes.upperBound + dataStart
    return UnsafeRawBufferPointer(rebasing: file.bytes[range])
  }

  private static func dataStart(in file: MappedFile, path: String) throws(SafetensorsError) -> Int {
    let prefix = file.bytes.prefix(SafetensorsHeader.prefixSize)
    guard prefix.count == SafetensorsHeader.prefixSize else {
      throw .truncated(path: path, expected: SafetensorsHeader.prefixSize, found: prefix.count)
    }
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= longestHeader else {
      throw .headerTooLong(path: path, length: length, limit: longestHeader)
    }
    let end = SafetensorsHeader.prefixSize + Int(length)
    guard end <= file.bytes.count else {
      throw .truncated(path: path, expected: end, found: file.bytes.count)
    }
    return end
  }
}
