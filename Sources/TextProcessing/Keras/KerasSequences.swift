extension KerasTokenizer {
  /// The indices of each document's words: `texts_to_sequences`.
  ///
  /// A word that was never seen, or whose index reaches `numWords`, gives the unknown token's index,
  /// and nothing at all without an unknown token. (Keras gives `None` before `fit`; we nothing.)
  public func sequences(of documents: [some KerasDocument]) -> [[Int]] {
    let unknown = unknownIndex
    return documents.map { document in
      var sequence: [Int] = []
      forEachWord(in: document) { word in
        let known = index(of: word) ?? unknown
        if let index = known.flatMap({ isWithinLimit($0) ? $0 : unknown }) {
          sequence.append(index)
        }
      }
      return sequence
    }
  }

  /// The words of each sequence with spaces between them: `sequences_to_texts`.
  ///
  /// An index that is nobody's, or that reaches `numWords`, gives the unknown token, and nothing
  /// without one. The spaces come also where words were code points.
  public func texts(of sequences: [[Int]]) -> [String] {
    let unknown = unknownIndex.flatMap { word(at: $0) }
    return sequences.map { sequence in
      sequence.compactMap { index in
        word(at: index).flatMap { isWithinLimit(index) ? $0 : nil } ?? unknown
      }
      .joined(separator: " ")
    }
  }

  private func isWithinLimit(_ index: Int) -> Bool { numWords.map { index < $0 } ?? true }
}
