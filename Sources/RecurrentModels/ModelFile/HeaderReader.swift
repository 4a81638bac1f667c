import Files

/// Reads a header's text, and believes none of it: what comes out fits together, and fits the file.
struct HeaderReader {
  private let path: String
  private let start: Int  // where the data begin in the file
  private let dataSize: Int

  /// `text` is what stands in the file after its first eight bytes, and `dataSize` bytes follow it.
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
      if key.hasSameBytes(as: HeaderKey.metadata) {
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
      case HeaderKey.type: type = try cursor.string()
      case HeaderKey.shape: shape = try cursor.naturals()
      case HeaderKey.offsets: offsets = try cursor.naturals()
      default: throw cursor.failure(.unknownKey(key))
      }
    }
    guard let type else { throw cursor.failure(.missingKey(HeaderKey.type)) }
    guard let shape else { throw cursor.failure(.missingKey(HeaderKey.shape)) }
    guard let offsets else { throw cursor.failure(.missingKey(HeaderKey.offsets)) }
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

  /// The tensors as they lie in the file, where together they are all of its data.
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
