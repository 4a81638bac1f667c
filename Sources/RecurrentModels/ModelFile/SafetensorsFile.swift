import Files
import Glibc
import Kernels
import TextProcessing

/// A safetensors file, mapped to memory: its header is checked when it is opened, and its tensors
/// are read from the disk when they are first used.
package struct SafetensorsFile: Sendable {
  /// The limit of Python's `safetensors`.
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
    do throws(SafetensorsError) {
      dataStart = try Self.dataStart(in: file, path: path)
    } catch {
      guard let kind = FileKind(start: Array(file.bytes.prefix(FileKind.prefixSize))) else {
        throw error
      }
      throw SafetensorsError.otherKind(path: path, kind)
    }
    header = try HeaderReader.read(
      [UInt8](file.bytes[SafetensorsHeader.prefixSize..<dataStart]),
      path: path, dataSize: file.bytes.count - dataStart)
    indices = Dictionary(
      uniqueKeysWithValues: header.tensors.enumerated().map { (Array($1.name.utf8), $0) })
  }

  package subscript(name: String) -> SafetensorsHeader.Tensor? {
    indices[Array(name.utf8)].map { header.tensors[$0] }
  }

  /// A tensor's bytes of any type, each element little-endian.
  func withBytes<Result, Failure>(
    of tensor: SafetensorsHeader.Tensor, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(file) {} }
    return try body(bytes(of: tensor).bytes)
  }

  /// A tensor's numbers, which must not be written to: the file's own pages where they are aligned,
  /// else a copy. Processors are taken to be little-endian, as the file is.
  package func floats(of tensor: SafetensorsHeader.Tensor) throws(SafetensorsError) -> FloatArray {
    guard tensor.type == .f32 else {
      throw .wrongType(
        path: path, tensor: tensor.name, expected: ElementType.f32.rawValue,
        found: tensor.type.rawValue)
    }
    let bytes = UnsafeMutableRawBufferPointer(mutating: bytes(of: tensor))
    if UInt(bitPattern: bytes.baseAddress) % UInt(MemoryLayout<Float>.alignment) == 0 {
      return FloatArray(bytes.bindMemory(to: Float.self), of: file)
    }
    let copy = FloatArray(count: bytes.count / MemoryLayout<Float>.size)
    UnsafeMutableRawBufferPointer(copy.elements).copyMemory(from: UnsafeRawBufferPointer(bytes))
    return copy
  }

  /// Keeps the mapped memory alive.
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

/// Writes a safetensors file, tensor after tensor, in the order of the header.
///
/// Until `commit` a file of that name stays as it was; without it what was written is removed.
package struct SafetensorsWriter {
  private let output: OutputFile
  private let tensors: [SafetensorsHeader.Tensor]
  private var written = 0  // tensors

  package init(path: String, header: SafetensorsHeader) throws(FileError) {
    output = try OutputFile(path: path)
    tensors = header.tensors
    try output.write(header.fileStart.span)
  }

  /// Appends the whole of the next tensor, each element little-endian, as it is in memory.
  package mutating func append(_ bytes: RawSpan) throws(FileError) {
    precondition(written < tensors.count, "the header names no more tensors")
    let tensor = tensors[written]
    precondition(bytes.byteCount == tensor.bytes.count, "not the bytes of \(tensor.name)")
    try output.write(bytes)
    written += 1
  }

  /// Puts the file in its place; it is on the disk when this returns.
  package func commit() throws(FileError) {
    precondition(written == tensors.count, "the header names more tensors")
    try output.commit(durably: true)
  }
}

/// A file mapped to memory, each page read from the disk when it is first used.
///
/// The file may be renamed or removed meanwhile. If it is truncated in place, the program ends at
/// the use of a lost page, which is why models are replaced by renaming.
final class MappedFile: @unchecked Sendable {  // the memory is never written to
  let bytes: UnsafeRawBufferPointer

  init(path: String) throws {
    // Not to wait for the other end of a pipe, which is then refused.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? FileError.missing(path: path) : FileError.notReadable(path: path, code: errno)
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else {
      throw FileError.notReadable(path: path, code: errno)
    }
    if facts.isDirectory { throw SafetensorsError.directory(path: path) }
    guard facts.isRegular else { throw SafetensorsError.notRegular(path: path) }
    guard facts.st_size > 0 else {  // which cannot be mapped
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let memory = mmap(nil, facts.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard memory != MAP_FAILED else { throw FileError.notReadable(path: path, code: errno) }
    bytes = UnsafeRawBufferPointer(start: memory, count: facts.st_size)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}
