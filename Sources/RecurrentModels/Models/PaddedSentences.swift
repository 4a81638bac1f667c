import Kernels
import TextProcessing

/// Sentences side by side, a step after another, as layers take them.
struct PaddedSentences: BitwiseCopyable {
  /// No word.
  static let none: Int32 = -1

  let ids: UnsafeMutableBufferPointer<Int32>  // [steps · batch]
  let shape: SequenceBatch

  /// - Parameter first: an id that stands before each sentence, whose last id then is left out: what a
  ///   decoder is fed.
  init(
    _ sentences: IDSequences, _ range: Range<Int>, startingWith first: Int32? = nil,
    in workspace: inout Workspace
  ) {
    let batch = range.count
    let steps = range.reduce(0) { max($0, sentences.length(of: $1)) }
    let ids = workspace.buffer(steps * batch, of: Int32.self)
    let mask = workspace.buffer(steps * batch, of: UInt8.self)
    ids.update(repeating: Self.none)
    mask.update(repeating: 0)
    var isEven = true
    sentences.ids.withUnsafeBufferPointer { all in
      for (row, sentence) in range.enumerated() {
        let start = sentences.offsets[sentence]
        let words = UnsafeBufferPointer(
          rebasing: all[start..<start + sentences.length(of: sentence)])
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

  /// One step of as many sentences.
  init(_ words: UnsafeBufferPointer<Int32>, in workspace: inout Workspace) {
    ids = workspace.buffer(words.count, of: Int32.self)
    _ = ids.update(fromContentsOf: words)
    shape = SequenceBatch(steps: 1, batch: words.count)
  }

  /// Writes `<unk>` where a word is dropped. What begins and ends a sentence is none.
  func drop(_ layer: DropoutLayer, _ chance: DropoutChance?) {
    guard let chance, layer.isActive(chance) else { return }
    for row in ids.indices where ids[row] >= firstWord && layer.drops(row: row, shape, chance) {
      ids[row] = unknownWord
    }
  }
}

/// The ids of the special tokens that a model knows by itself; a vocabulary begins with them.
private let unknownWord = Int32(SpecialToken.unknown.rawValue)
private let firstWord = Int32(SpecialToken.allCases.count)
let startOfSentence = Int32(SpecialToken.start.rawValue)
