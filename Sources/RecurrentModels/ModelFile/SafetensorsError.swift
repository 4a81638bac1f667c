import Files

/// Why a file is not one of safetensors. Positions are bytes of the file, counted from 0.
public enum SafetensorsError: Error, Equatable, Sendable {
  /// A directory, a pipe or a device, which cannot be mapped to memory.
  case notRegular(path: String)
  /// The file ends at `found`, and its header at `expected`.
  case truncated(path: String, expected: Int, found: Int)
  case headerTooLong(path: String, length: UInt64, limit: Int)
  /// `byte` is where reading stopped.
  case malformedHeader(path: String, byte: Int, fault: JSONFault)
  /// `data_offsets` are two numbers.
  case notTwoOffsets(path: String, tensor: String, found: Int)
  /// The type is none that we know.
  case unknownType(path: String, tensor: String, type: String)
  /// There is no room for such a tensor in any memory.
  case sizeOverflow(path: String, tensor: String, shape: [Int])
  /// The type and the shape ask for `expected` bytes, and the offsets span `found`.
  case wrongLength(path: String, tensor: String, expected: Int, found: Int)
  /// The offsets as they stand in the header, of which one is beyond the `limit` bytes that the file
  /// has behind its header, or they are in the wrong order.
  case badOffsets(path: String, tensor: String, begin: Int, end: Int, limit: Int)
  /// The second tensor begins before the end of the first.
  case overlap(path: String, first: String, second: String)
  /// Bytes between or behind the tensors that belong to none.
  case unclaimedBytes(path: String, bytes: Range<Int>)
  /// A tensor that is to be read as one type is of another, both by the names of safetensors.
  case wrongType(path: String, tensor: String, expected: String, found: String)
}
