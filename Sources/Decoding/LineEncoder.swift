import TextProcessing
import Threading

/// Turns many lines into ids, on all threads of a pool.
final class LineEncoder: Sendable {
  private let encoding: TextEncoding
  private let pool: WorkerPool
  private let rooms: [Room]

  /// The encoder of one thread, made at its first line.
  private final class Room: @unchecked Sendable {
    var encoder: SentenceEncoder?
  }

  init(_ encoding: TextEncoding, on pool: WorkerPool) {
    self.encoding = encoding
    self.pool = pool
    rooms = (0..<pool.count).map { _ in Room() }
  }

  struct Encoded: Sendable {
    /// With `</s>` at their ends.
    var sequences = IDSequences()
    var isCropped: [Bool] = []
  }

  /// - Parameter limit: the most ids before `</s>`; what is beyond is left out.
  func encode(_ lines: [[UInt8]], limit: Int = .max - 1) throws -> Encoded {
    var all = Encoded()
    for part in try map(lines, { try self.encode($0, limit: limit, in: $1) }) {
      all.sequences.append(contentsOf: part.sequences)
      all.isCropped += part.isCropped
    }
    return all
  }

  /// The tokens of each line, as many as `encode` makes ids before `</s>`.
  func tokens(of lines: [[UInt8]], limit: Int) throws -> [[EncodedToken]] {
    try map(lines) { [encoding] lines, room in
      var encoder = try room.encoder ?? encoding.makeEncoder()
      defer { room.encoder = encoder }
      return try lines.map { Array(try encoder.tokens(of: $0.span).prefix(limit)) }
    }.flatMap { $0 }
  }

  /// What `body` makes of parts of the lines, in their order.
  private func map<Result: Sendable>(
    _ lines: [[UInt8]], _ body: @escaping @Sendable (ArraySlice<[UInt8]>, Room) throws -> Result
  ) throws -> [Result] {
    // A thread is not woken for a few lines.
    let parts = max(1, min(pool.count, lines.count / 16))
    return try pool.map(parts) { [self] part, worker in
      let range = lines.count * part / parts..<lines.count * (part + 1) / parts
      return try body(lines[range], rooms[worker])
    }
  }

  private func encode(_ lines: ArraySlice<[UInt8]>, limit: Int, in room: Room) throws -> Encoded {
    var encoder = try room.encoder ?? encoding.makeEncoder()
    defer { room.encoder = encoder }
    var encoded = Encoded()
    for line in lines {
      try encoded.sequences.append { ids in
        let start = ids.count
        try encoder.append(line.span, to: &ids)
        encoded.isCropped.append(ids.count - start > limit + 1)
        if ids.count - start > limit + 1 { ids.removeSubrange(start + limit..<ids.count - 1) }
      }
    }
    return encoded
  }
}

/// Sorts sentences by length into batches, about the longest first, so that no thread is still busy
/// with a long batch when all others have ended. A batch of long sentences is cut into smaller ones,
/// in ascending order, so that memory stays flat.
///
/// - Parameter size: the most sentences of a batch.
/// - Returns: for each batch the indices of its sentences in `lengths`.
func lengthBatches(of lengths: [Int], size: Int) -> [[Int]] {
  let sorted = LengthSorted(count: lengths.count, size: .sentences(size)) { lengths[$0] }
  return sorted.batches.indices.reversed().flatMap { batch in
    let numbers = Array(sorted[batch])
    let longest = max(1, numbers.last.map { lengths[$0] } ?? 1)
    let height = max(1, min(size, size * usualLength / longest))
    return stride(from: 0, to: numbers.count, by: height).map {
      Array(numbers[$0..<min($0 + height, numbers.count)])
    }
  }
}

/// The number of tokens that sentences rarely exceed.
private let usualLength = 64
