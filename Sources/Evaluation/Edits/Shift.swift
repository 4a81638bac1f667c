/// A group of words of a hypothesis that is put somewhere else: it changes places with the words that
/// it jumps over.
struct Shift: Equatable {
  var start: Int
  var length: Int
  /// The word before which it is put. Within the group or at its end: by how many words it moves to the
  /// right, counted from its start.
  var target: Int

  /// The first word that it changes.
  var firstChange: Int { min(start, target) }

  func applied(to words: [UInt32]) -> [UInt32] {
    let end = start + length
    if target < start { return swapped(words, target..<start, start..<end) }
    let landing = target > end ? target : min(length + target, words.count)
    return swapped(words, start..<end, end..<landing)
  }

  /// Whether it comes first of two that save as much: the longer, then the earlier one, then that to
  /// the earlier place.
  func precedes(_ other: Shift) -> Bool {
    (-length, start, target) < (-other.length, other.start, other.target)
  }
}

/// With two neighbouring groups of words in each other's place.
private func swapped(_ words: [UInt32], _ left: Range<Int>, _ right: Range<Int>) -> [UInt32] {
  var result = words
  result.replaceSubrange(left.lowerBound..<right.upperBound, with: words[right] + words[left])
  return result
}
