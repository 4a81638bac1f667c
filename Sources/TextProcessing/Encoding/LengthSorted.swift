/// Sentences in the order of their lengths, the shortest first, cut into batches: those in a batch
/// are about equally long, so that little of it is padding.
public struct LengthSorted: Equatable, Sendable {
  /// The sentences' numbers by length, those of equal length in their own order.
  public let order: [Int]
  /// Where in `order` each batch lies.
  public let batches: [Range<Int>]

  /// - Parameters:
  ///   - count: The number of sentences, which are numbered from 0.
  ///   - size: Counts words by `length`.
  ///   - length: What is sorted by.
  ///   - secondLength: What sentences of equal length are sorted by.
  public init(
    count: Int, size: BatchSize, length: (Int) -> Int,
    then secondLength: (Int) -> Int = { _ in 0 }
  ) {
    let keys = (0..<count).map { Key(length: length($0), second: secondLength($0), number: $0) }
      .sorted()
    order = keys.map(\.number)
    batches = size.cut(keys.map(\.length))
  }

  /// The numbers of a batch's sentences.
  public subscript(batch: Int) -> ArraySlice<Int> { order[batches[batch]] }

  /// Puts what was made of the sentences, batch after batch, back into the order of their numbers.
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

extension BatchSize {
  /// Cuts ascending lengths into batches.
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
