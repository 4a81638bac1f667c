import Files

extension SafetensorsHeader {
  /// The header's length in eight bytes, the lowest first.
  static let prefixSize = 8
  /// Tensors begin at a multiple of so many bytes.
  static let alignment = 64

  /// A file's bytes up to its tensors: the length, the JSON, and spaces up to the alignment. The same
  /// header gives the same bytes, which are those of Python's `safetensors` but for the spaces.
  var fileStart: [UInt8] {
    var text: [UInt8] = []
    text.append(contentsOf: "{".utf8)
    if !metadata.isEmpty { appendMetadata(to: &text) }
    for (index, tensor) in tensors.enumerated() {
      if index > 0 || !metadata.isEmpty { text.append(UInt8(ascii: ",")) }
      tensor.append(to: &text)
    }
    text.append(contentsOf: "}".utf8)
    while (Self.prefixSize + text.count) % Self.alignment != 0 { text.append(UInt8(ascii: " ")) }
    let length = UInt64(text.count)
    return (0..<Self.prefixSize).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
  }

  private func appendMetadata(to text: inout [UInt8]) {
    text.append(quoted: HeaderKey.metadata)
    for (index, entry) in metadata.enumerated() {
      text.append(contentsOf: (index == 0 ? ":{" : ",").utf8)
      text.append(quoted: entry.key)
      text.append(UInt8(ascii: ":"))
      text.append(quoted: entry.value)
    }
    text.append(UInt8(ascii: "}"))
  }
}

extension SafetensorsHeader.Tensor {
  fileprivate func append(to text: inout [UInt8]) {
    let sizes = shape.map(String.init).joined(separator: ",")
    let members = """
      :{"\(HeaderKey.type)":"\(type.rawValue)","\(HeaderKey.shape)":[\(sizes)],\
      "\(HeaderKey.offsets)":[\(bytes.lowerBound),\(bytes.upperBound)]}
      """
    text.append(quoted: name)
    text.append(contentsOf: members.utf8)
  }
}
