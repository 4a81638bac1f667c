/// How often each word of a text comes.
public struct WordCounts: Sendable {
  private var words = ByteStringTable()
  private var counts: [Int] = []

  public init() {}

  /// How many different words there are.
  public var count: Int { counts.count }

  /// Counts a word, which is UTF-8; the empty one is none.
  public mutating func add(_ word: Span<UInt8>, count: Int = 1) {
    precondition(count > 0, "a word comes at least once")
    if word.isEmpty { return }
    let number = words.insert(word)
    if number == counts.count { counts.append(0) }
    counts[number] += count
  }

  /// Counts the words of a line: what stands between spaces (U+0020), after the spaces and carriage
  /// returns around the line are taken off. Any other white space is part of a word.
  public mutating func addWords(ofLine line: Span<UInt8>) {
    var end = line.count
    while end > 0, line[end - 1] == space || line[end - 1] == carriageReturn { end -= 1 }
    var start = 0
    while start < end, line[start] == space || line[start] == carriageReturn { start += 1 }
    for position in start..<end where line[position] == space {
      add(line.extracting(start..<position))
      start = position + 1
    }
    add(line.extracting(start..<end))
  }

  public mutating func add(_ other: WordCounts) {
    for number in 0..<other.count {
      let (word, count) = other[number]
      add(word.span, count: count)
    }
  }

  /// The different words in the order in which they first came.
  subscript(number: Int) -> (word: ArraySlice<UInt8>, count: Int) {
    (words[number], counts[number])
  }
}

let space = UInt8(ascii: " ")
