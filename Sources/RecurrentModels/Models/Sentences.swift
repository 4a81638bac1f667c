import Kernels

/// Sentences of ids one behind another.
package struct Sentences: Sendable, Equatable {
  package private(set) var ids: [Int32] = []
  package private(set) var ends: [Int] = []  // of each sentence, in `ids`

  package init() {}

  package init(_ sentences: some Sequence<[Int32]>) {
    for sentence in sentences { append(sentence) }
  }

  package mutating func append(_ sentence: some Collection<Int32>) {
    ids += sentence
    ends.append(ids.count)
  }

  package mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  package var count: Int { ends.count }

  package func range(of sentence: Int) -> Range<Int> {
    (sentence == 0 ? 0 : ends[sentence - 1])..<ends[sentence]
  }

  package func length(of sentence: Int) -> Int { range(of: sentence).count }

  package func longest(of sentences: Range<Int>) -> Int {
    sentences.reduce(0) { max($0, length(of: $1)) }
  }

  package subscript(sentence: Int) -> ArraySlice<Int32> { ids[range(of: sentence)] }
}

/// Sentences side by side, a step after another, as layers take them.
struct PaddedSentences: BitwiseCopyable {
  /// No word.
  static let none: Int32 = -1

  let ids: UnsafeMutableBufferPointer<Int32>  // [steps · batch]
  let shape: SequenceBatch

  /// - Parameters:
  ///   - first: an id that stands before each sentence, whose last id then is left out: what a
  ///     decoder is fed.
  init(
    _ sentences: Sentences, _ range: Range<Int>, startingWith first: Int32? = nil,
    in workspace: inout Workspace
  ) {
    let batch = range.count
    let steps = sentences.longest(of: range)
    let ids = workspace.buffer(steps * batch, of: Int32.self)
    let mask = workspace.buffer(steps * batch, of: UInt8.self)
    ids.update(repeating: Self.none)
    mask.update(repeating: 0)
    var isEven = true
    sentences.ids.withUnsafeBufferPointer { all in
      for (row, sentence) in range.enumerated() {
        let words = UnsafeBufferPointer(rebasing: all[sentences.range(of: sentence)])
        for step in words.indices {
          let id = first.map { step == 0 ? $0 : words[step - 1] } ?? words[step]
          ids[step * batch + row] = id
          mask[step * batch + row] = 1
        }
        if words.count < steps { isEven = false }
      }
    }
    self.ids = ids
    shape = SequenceBatch(
      steps: steps, batch: batch, mask: isEven ? nil : UnsafeBufferPointer(mask))
  }

  /// Writes `replacement` where a word is dropped.
  func drop(_ layer: DropoutLayer, replacement: Int32, _ chance: DropoutChance?) {
    guard let chance, layer.isActive(chance) else { return }
    for row in ids.indices where ids[row] != Self.none && layer.drops(row: row, shape, chance) {
      ids[row] = replacement
    }
  }
}
