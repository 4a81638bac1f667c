import Files

/// Splits words into the pieces that merges make of them, as subword-nmt 0.3.8 does. They are
/// consecutive and make up the word, whatever its bytes are. Copies share the tables and have their own
/// working space: give each thread one.
///
///     var encoder = try BytePairEncoder(try BytePairMerges(path: "en.bpe"))
///     let pieces = encoder.pieces(of: "lowest")  // such as low, est
public struct BytePairEncoder: Sendable {
  private let table: MergeTable
  private let glossaries: [Glossary]
  private var known: KnownPieces?
  private var sequence = PieceSequence()

  /// Pieces that the vocabulary does not hold are split again. Glossaries are regular expressions:
  /// what one matches is a piece by itself.
  public init(
    _ merges: BytePairMerges, vocabulary: BytePairVocabulary? = nil, glossaries: [String] = []
  ) throws(BytePairError) {
    var expressions: [Glossary] = []
    for pattern in glossaries { expressions.append(try Glossary(pattern)) }
    self.glossaries = expressions
    table = MergeTable(merges)
    if let vocabulary, !vocabulary.isEmpty { known = KnownPieces(vocabulary, merges) }
  }

  /// The pieces of a word. Malformed UTF-8 cannot arise: no piece ends within a character.
  public mutating func pieces(of word: String) -> [String] {
    let bytes = Array(word.utf8)
    var ends: [Int32] = []
    split(bytes.span, into: &ends)
    var start = 0
    return ends.map { end in
      defer { start = Int(end) }
      return String(decoding: bytes[start..<Int(end)], as: UTF8.self)
    }
  }

  /// Appends where each piece of the word ends, in bytes; the last is the word's length.
  public mutating func split(_ word: Span<UInt8>, into ends: inout [Int32]) {
    split(word, into: &ends, isLeftOut: { false })
  }

  /// The same with BPE dropout (Provilkov, Emelianenko and Voita 2020): whenever the next merge is
  /// looked for, each is left out with probability `dropout`. The same random numbers give the same
  /// pieces.
  public mutating func split(
    _ word: Span<UInt8>, into ends: inout [Int32], dropout: Double,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition((0...1).contains(dropout), "a probability")
    if dropout == 0 { return split(word, into: &ends) }
    // A random number in [0, 1), in steps of 2^-53.
    split(word, into: &ends, isLeftOut: { Double(generator.next() >> 11) * 0x1p-53 < dropout })
  }

  private mutating func split(
    _ word: Span<UInt8>, into ends: inout [Int32], isLeftOut: () -> Bool
  ) {
    if word.isEmpty { return }
    if glossaries.isEmpty || firstInvalidByte(word) != nil {
      return encode(0..<word.count, of: word, into: &ends, isLeftOut: isLeftOut)
    }
    for part in parts(of: word) {
      if part.isGlossary {
        ends.append(Int32(part.range.upperBound))
      } else {
        encode(part.range, of: word, into: &ends, isLeftOut: isLeftOut)
      }
    }
  }

  /// Encodes a part of the word as if it were a word.
  private mutating func encode(
    _ part: Range<Int>, of word: Span<UInt8>, into ends: inout [Int32], isLeftOut: () -> Bool
  ) {
    sequence.build(word.extracting(part), table, isLeftOut: isLeftOut)
    var start = part.lowerBound
    for end in sequence.ends {
      let end = part.lowerBound + Int(end)
      if known == nil {
        ends.append(Int32(end))
      } else {
        known?.split(start..<end, of: word, isLast: end == part.upperBound, into: &ends)
      }
      start = end
    }
  }

  /// Lets each glossary in turn cut the parts that those before it left.
  private func parts(of word: Span<UInt8>) -> [(range: Range<Int>, isGlossary: Bool)] {
    var ranges = [0..<word.count]
    for glossary in glossaries {
      ranges = ranges.flatMap { range in
        var start = range.lowerBound
        return glossary.cut(string(word, range)).map { length in
          defer { start += length }
          return start..<(start + length)
        }
      }
    }
    return ranges.map { range in
      let text = string(word, range)
      return (range, glossaries.contains { $0.isWhole(text) })
    }
  }
}

private func string(_ word: Span<UInt8>, _ range: Range<Int>) -> String {
  String(decoding: range.map { word[$0] }, as: UTF8.self)
}

// MARK: Merging

/// Merges as numbers: the symbols of characters, and for each pair its rank and the symbol it makes.
private struct MergeTable: Sendable {
  private(set) var characters = CharacterSymbols()
  private var pairs = PairTable()  // in the order of the file: a pair's index is its rank
  private var joined: [Symbol] = []  // by rank
  /// The symbol that ends every word, in version 0.1.
  private(set) var endOfWord: Symbol?

  init(_ merges: BytePairMerges) {
    var symbols = TokenTable()
    if merges.version == .endOfWordApart {
      endOfWord = Symbol(symbols.insert(BytePairMerges.endOfWord[...]))
    }
    for index in 0..<merges.count {
      let (left, right) = (merges.left(index), merges.right(index))
      let pair = (symbol(left, in: &symbols), symbol(right, in: &symbols))
      guard pairs.insert(pair.0, pair.1) == joined.count else { continue }
      joined.append(Symbol(symbols.insert(left + right)))
    }
  }

  /// The rank of a pair, the lower the earlier it was learned.
  func rank(_ left: Symbol, _ right: Symbol) -> Int? { pairs.find(left, right) }

  func joined(_ rank: Int) -> Symbol { joined[rank] }

  /// The id of a symbol. A character, inside a word or at its end, is remembered as such.
  private mutating func symbol(_ bytes: ArraySlice<UInt8>, in symbols: inout TokenTable) -> Symbol {
    let symbol = Symbol(symbols.insert(bytes.span))
    let character = bytes.span.extracting(first: characterLength(bytes.span, at: 0))
    if character.count == bytes.count {
      characters.insert(character, isLast: false, symbol)
    } else if bytes.dropFirst(character.count).elementsEqual(BytePairMerges.endOfWord) {
      characters.insert(character, isLast: true, symbol)
    }
    return symbol
  }
}

/// A word while its symbols are joined: one thread's working space.
private struct PieceSequence: Sendable {
  private var symbols: [Symbol] = []
  /// Where each symbol's bytes end in the word.
  private(set) var ends: [Int32] = []
  private var ranks: [UInt32] = []  // of each symbol with the next
  private var candidates: [UInt32] = []  // the ranks that take part in one round

  private static let noRank = UInt32.max
  private static let unknown = Symbol.max  // a character that is in no merge

  /// Splits a word, which is not empty, into characters and applies the merges to them. A round
  /// joins all occurrences of the pair with the lowest rank, from left to right. There are about as
  /// many rounds as different pairs in the word; each takes time in proportion to it.
  mutating func build(_ word: Span<UInt8>, _ table: MergeTable, isLeftOut: () -> Bool) {
    split(word, table)
    repeat {
      candidates.removeAll(keepingCapacity: true)
      for rank in ranks {
        candidates.append(rank == Self.noRank || isLeftOut() ? Self.noRank : rank)
      }
    } while joinFirst(table)
    if ends.count > 1, ends[ends.count - 1] == ends[ends.count - 2] { ends.removeLast() }
  }

  private mutating func split(_ word: Span<UInt8>, _ table: MergeTable) {
    symbols.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var position = 0
    while position < word.count {
      let end = position + characterLength(word, at: position)
      let isLast = end == word.count && table.endOfWord == nil
      let symbol = table.characters.find(word.extracting(position..<end), isLast: isLast)
      symbols.append(symbol ?? Self.unknown)
      ends.append(Int32(end))
      position = end
    }
    if let endOfWord = table.endOfWord {
      symbols.append(endOfWord)
      ends.append(Int32(position))
    }
    ranks.removeAll(keepingCapacity: true)
    for index in symbols.indices { ranks.append(rank(at: index, table)) }
  }

  /// Joins the candidates of the lowest rank; false where there is none.
  private mutating func joinFirst(_ table: MergeTable) -> Bool {
    var first = Self.noRank
    for rank in candidates where rank < first { first = rank }
    if first == Self.noRank { return false }
    let joined = table.joined(Int(first))
    var (next, kept) = (0, 0)
    while next < symbols.count {
      let isJoined = candidates[next] == first
      let last = isJoined ? next + 1 : next
      symbols[kept] = isJoined ? joined : symbols[next]
      ends[kept] = ends[last]
      ranks[kept] = ranks[last]
      next = last + 1
      kept += 1
    }
    let gone = symbols.count - kept
    symbols.removeLast(gone)
    ends.removeLast(gone)
    ranks.removeLast(gone)
    for index in symbols.indices where symbols[index] == joined {
      if index > 0 { ranks[index - 1] = rank(at: index - 1, table) }
      ranks[index] = rank(at: index, table)
    }
    return true
  }

  private func rank(at index: Int, _ table: MergeTable) -> UInt32 {
    guard index + 1 < symbols.count else { return Self.noRank }
    return table.rank(symbols[index], symbols[index + 1]).map { UInt32($0) } ?? Self.noRank
  }
}

// MARK: Glossaries

/// A regular expression for words, or parts of words, that are left whole. It is Swift's, over code
/// points, and matches as Python's does in subword-nmt. The two differ in `[`, `&&`, `--` and `~~`
/// within a class, which Swift takes for operations on sets.
private struct Glossary: Sendable {
  // An expression made from text holds no closures and is compiled once, atomically: `Regex` is not
  // sendable because of others alone.
  private nonisolated(unsafe) let expression: Regex<AnyRegexOutput>
  private nonisolated(unsafe) let anchored: Regex<AnyRegexOutput>

  init(_ pattern: String) throws(BytePairError) {
    do {
      let text = escapingNonASCII(pattern)
      expression = try regex(text)
      anchored = try regex("^\(text)$")
    } catch {
      throw .malformedGlossary(pattern: pattern)
    }
  }

  /// Whether it matches all of the text.
  func isWhole(_ text: String) -> Bool { (try? expression.wholeMatch(in: text)) != nil }

  /// Cuts the text wherever a match begins or ends; returns the lengths of the pieces in bytes. A
  /// text that the expression between `^` and `$` matches is left whole. In subword-nmt these bind
  /// tighter than `|`, so that `US|UK` leaves `USA` whole and cuts `xUS`; so they do here.
  func cut(_ text: String) -> [Int] {
    if (try? anchored.prefixMatch(in: text)) != nil { return [text.utf8.count] }
    let matches = text.matches(of: expression).map(\.range)
    let cuts = matches.flatMap { [$0.lowerBound, $0.upperBound] } + [text.endIndex]
    return zip([text.startIndex] + cuts, cuts)
      .map { text.utf8.distance(from: $0, to: $1) }.filter { $0 > 0 }
  }
}

/// For Python only a line feed ends a line, and no word holds one.
private func regex(_ pattern: String) throws -> Regex<AnyRegexOutput> {
  try Regex(pattern).matchingSemantics(.unicodeScalar).dotMatchesNewlines()
}

/// Swift reads a pattern by characters, in which a combining mark would join the one before it.
private func escapingNonASCII(_ pattern: String) -> String {
  var escaped = String.UnicodeScalarView()
  var followsBackslash = false
  for scalar in pattern.unicodeScalars {
    if scalar.isASCII {
      escaped.append(scalar)
    } else {
      if followsBackslash { escaped.removeLast() }
      escaped.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    }
    followsBackslash = scalar == "\\" && !followsBackslash
  }
  return String(escaped)
}
