/// Sequences of ids in one array.
///
///     var sequences = IDSequences([[4, 7, 3], [5, 3]])
///     sequences.append([9, 3])
///     print(sequences.count, sequences.longest, sequences[1])  // 3 3 [5, 3]
public struct IDSequences: Equatable, Sendable {
  /// The ids of all sequences.
  public private(set) var ids: [Int32] = []
  /// The start of each sequence in `ids`, and the end of the last one.
  public private(set) var offsets: [Int] = [0]

  /// No sequences yet.
  public init() {}

  /// The sequences in their order.
  public init(_ sequences: some Sequence<some Sequence<Int32>>) {
    for sequence in sequences { append(sequence) }
  }

  /// The number of sequences.
  public var count: Int { offsets.count - 1 }

  /// Whether there are no sequences.
  public var isEmpty: Bool { count == 0 }

  /// The ids of a sequence.
  public subscript(index: Int) -> ArraySlice<Int32> { ids[offsets[index]..<offsets[index + 1]] }

  /// The number of ids in a sequence.
  public func length(of index: Int) -> Int { offsets[index + 1] - offsets[index] }

  /// The length of the longest sequence: 0 where there is none.
  public var longest: Int { (0..<count).reduce(0) { max($0, length(of: $1)) } }

  /// Appends a sequence.
  public mutating func append(_ sequence: some Sequence<Int32>) {
    ids.append(contentsOf: sequence)
    offsets.append(ids.count)
  }

  /// Appends the ids that `body` appends to an array as a sequence; nothing where it throws.
  public mutating func append(_ body: (inout [Int32]) throws -> Void) rethrows {
    do {
      try body(&ids)
    } catch {
      ids.removeSubrange(offsets[count]...)
      throw error
    }
    offsets.append(ids.count)
  }

  /// Appends all sequences of another value.
  public mutating func append(contentsOf others: IDSequences) {
    let start = ids.count
    ids.append(contentsOf: others.ids)
    offsets.append(contentsOf: others.offsets.dropFirst().lazy.map { start + $0 })
  }

  /// Removes the last sequence.
  public mutating func removeLast() {
    offsets.removeLast()
    ids.removeSubrange(offsets[count]...)
  }

  /// Removes all sequences and keeps the memory.
  public mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    offsets.removeSubrange(1...)
  }

  /// Some of the sequences, in the order of their indices.
  public func selecting(_ indices: some Collection<Int>) -> IDSequences {
    var selected = IDSequences()
    selected.ids.reserveCapacity(indices.reduce(0) { $0 + length(of: $1) })
    selected.offsets.reserveCapacity(indices.count + 1)
    for index in indices { selected.append(self[index]) }
    return selected
  }
}

// MARK: Batches

/// Sentences sorted by length, the shortest first, and divided into batches: those of a batch have
/// about equal lengths, so that it needs little padding.
///
///     let sequences = IDSequences([[4, 7, 3], [3], [5, 3]])
///     let sorted = LengthSorted(
///       count: sequences.count, size: .sentences(2), length: sequences.length)
///     print(sorted[0])  // [1, 2]
public struct LengthSorted: Equatable, Sendable {
  /// The sentences' indices by length; those of equal length keep their order.
  public let order: [Int]
  /// The range of each batch in `order`.
  public let batches: [Range<Int>]

  /// - Parameters:
  ///   - count: The number of sentences.
  ///   - size: The size of a batch, in which `length` counts words.
  ///   - length: The length of a sentence, by its index.
  ///   - secondLength: Sorts sentences of equal length.
  public init(
    count: Int, size: BatchSize, length: (Int) -> Int,
    then secondLength: (Int) -> Int = { _ in 0 }
  ) {
    let keys = (0..<count).map { Key(length: length($0), second: secondLength($0), number: $0) }
      .sorted()
    order = keys.map(\.number)
    batches = size.cut(keys.map(\.length))
  }

  /// The indices of a batch's sentences.
  public subscript(batch: Int) -> ArraySlice<Int> { order[batches[batch]] }

  /// Sorts results, which are in the order of the batches, by the indices of their sentences.
  public func restored<Result>(_ results: [Result]) -> [Result] {
    precondition(results.count == order.count, "a result for each sentence")
    var places = [Int](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { places[number] = place }
    return places.map { results[$0] }
  }

  private struct Key: Comparable {
    var length: Int
    var second: Int
    var number: Int

    static func < (one: Key, other: Key) -> Bool {
      (one.length, one.second, one.number) < (other.length, other.second, other.number)
    }
  }
}

/// How large a batch may be.
///
///     let size = BatchSize.words(4_096)
public enum BatchSize: Equatable, Sendable {
  /// A number of sentences.
  case sentences(Int)
  /// A number of words, padding included: every sentence counts as long as the longest. A sentence
  /// of more words is a batch by itself.
  case words(Int)
}

extension BatchSize {
  /// Divides ascending lengths into batches.
  fileprivate func cut(_ lengths: [Int]) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    for end in lengths.indices where end > start && !fits(end + 1 - start, lengths[end]) {
      batches.append(start..<end)
      start = end
    }
    if start < lengths.count { batches.append(start..<lengths.count) }
    return batches
  }

  private func fits(_ sentences: Int, _ longest: Int) -> Bool {
    switch self {
    case .sentences(let limit): sentences <= limit
    case .words(let limit): sentences * longest <= limit
    }
  }
}
