import TextProcessing

/// Sentences in batches of about equal lengths, those of the longest first: no thread is left with
/// the longest when all others have ended.
///
/// Where sentences are long a batch has fewer, so that memory stays flat.
///
/// - Parameter size: the most sentences of a batch.
/// - Returns: the numbers of each batch's sentences, which are the indices of `lengths`.
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

/// Sentences are rarely longer, in words or pieces of words.
private let usualLength = 64
