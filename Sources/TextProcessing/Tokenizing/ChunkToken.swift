/// A token of a chunk (a stretch of text without white space), and what it is to its neighbours.
struct ChunkToken: Equatable, Sendable {
  enum Kind: UInt8, Sendable {
    case word
    case leaning  // belongs to the word before: `n't`
    case elided  // belongs to the word after: `l'`
    case opening  // a bracket or quotation mark that opens
    case mark  // any other punctuation, symbol or emoji
  }

  var end: Int32  // bytes from the start of the chunk
  var kind: Kind

  /// Whether, of two tokens that stand together, the left one carries the joiner. Marks carry it
  /// rather than words, so that a word is the same token wherever it stands.
  static func leftCarriesJoiner(_ left: Kind, _ right: Kind) -> Bool {
    switch (left, right) {
    case (.elided, _), (.opening, _): true
    case (.mark, .word), (.mark, .elided): true
    default: false
    }
  }
}
