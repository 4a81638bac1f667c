import TextProcessing

/// Which tokens of a source the tokens of its translation were made from: for each the one that
/// attention weighed most.
package struct Alignment: Equatable, Sendable {
  /// A token's part of the source or of the translation.
  package struct Token: Equatable, Sendable {
    /// The bytes of the line; those of the token itself where its place is not known.
    package var text: [UInt8]
    /// Where they are in the line; nil where that is not known (see `EncodedToken`).
    package var range: Range<Int>?
  }

  /// Indices of tokens or words, counted from 0.
  package struct Pair: Hashable, Sendable {
    package var source: Int
    package var target: Int

    package init(source: Int, target: Int) {
      self.source = source
      self.target = target
    }
  }

  package var source: [Token] = []
  package var target: [Token] = []
  /// In the order of the target. A token for which attention weighed `</s>` most has none.
  package var pairs: [Pair] = []

  package init() {}

  /// - Parameters:
  ///   - positions: of the source, for each token of the target: a hypothesis's alignment.
  ///   - tokens: of the source, without `</s>`.
  init(_ positions: [Int32], tokens: [EncodedToken], of line: [UInt8], to translation: DecodedText)
  {
    source = tokens.map { token in
      Token(text: token.range.map { Array(line[$0]) } ?? token.token, range: token.range)
    }
    target = translation.tokens.map {
      Token(text: Array(translation.text[$0.range]), range: $0.range)
    }
    precondition(positions.count == target.count, "a position for each token")
    for (index, position) in positions.enumerated() where position < tokens.count {
      pairs.append(Pair(source: Int(position), target: index))
    }
  }

  /// The pairs of words, each of which is there where tokens of the two are a pair, in ascending
  /// order. Words are what white space separates in the line and in its translation, so that
  /// punctuation is part of the word that it touches.
  package func wordPairs(source line: [UInt8], target translation: [UInt8]) -> [Pair] {
    let sourceWords = words(of: source, in: line)
    let targetWords = words(of: target, in: translation)
    var found: Set<Pair> = []
    for pair in pairs {
      for source in sourceWords[pair.source] {
        for target in targetWords[pair.target] {
          found.insert(Pair(source: source, target: target))
        }
      }
    }
    return found.sorted()
  }

  /// The words that each token is part of: none for white space, several where a token has a
  /// no-break space in it.
  private func words(of tokens: [Token], in line: [UInt8]) -> [Range<Int>] {
    let words = line.span.words
    var start = 0
    return tokens.map { token in
      guard let range = token.range else { return start..<start }
      while start < words.count, words[start].upperBound <= range.lowerBound { start += 1 }
      var end = start
      while end < words.count, words[end].lowerBound < range.upperBound { end += 1 }
      return start..<end
    }
  }
}

extension Alignment.Pair: Comparable {
  package static func < (one: Self, other: Self) -> Bool {
    (one.source, one.target) < (other.source, other.target)
  }
}
