/// Numbers for the words of the references, so that comparing words is comparing numbers.
struct WordNumbers: Sendable {
  /// What stands for a word that no reference has.
  static let unknown = UInt32.max

  private var numbers: [ArraySlice<Unicode.Scalar>: UInt32] = [:]

  /// The numbers of a reference's words, new ones among them.
  mutating func insert(wordsOf text: [Unicode.Scalar]) -> [UInt32] {
    var result: [UInt32] = []
    text.forEachWord { result.append(insert($0)) }
    return result
  }

  mutating func insert(_ word: ArraySlice<Unicode.Scalar>) -> UInt32 {
    if let number = numbers[word] { return number }
    let number = UInt32(numbers.count)
    numbers[ArraySlice(Array(word))] = number  // a copy, lest the whole line be kept
    return number
  }

  /// The numbers of a hypothesis' words.
  func numbers(ofWordsOf text: [Unicode.Scalar]) -> [UInt32] {
    var result: [UInt32] = []
    text.forEachWord { result.append(self[$0]) }
    return result
  }

  subscript(word: ArraySlice<Unicode.Scalar>) -> UInt32 { numbers[word] ?? Self.unknown }
}
