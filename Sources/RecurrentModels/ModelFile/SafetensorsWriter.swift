import Files

/// Writes a safetensors file, tensor after tensor: the header says beforehand what will come.
///
/// Until `commit` the file in that place stays as it was; without it what was written goes away.
package struct SafetensorsWriter {
  private let output: OutputFile
  private let tensors: [SafetensorsHeader.Tensor]
  private var written = 0  // tensors

  package init(path: String, header: SafetensorsHeader) throws(FileError) {
    output = try OutputFile(path: path)
    tensors = header.tensors
    try output.write(header.fileStart.span)
  }

  /// The whole of the next tensor, the lowest byte of each element first, as memory has it.
  package mutating func append(_ bytes: RawSpan) throws(FileError) {
    precondition(written < tensors.count, "the header names no more tensors")
    let tensor = tensors[written]
    precondition(bytes.byteCount == tensor.bytes.count, "not the bytes of \(tensor.name)")
    try output.write(bytes)
    written += 1
  }

  /// Puts the file in its place, and does not return before it is on the disk.
  package func commit() throws(FileError) {
    precondition(written == tensors.count, "the header names more tensors")
    try output.commit(durably: true)
  }
}
