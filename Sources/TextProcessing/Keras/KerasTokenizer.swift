/// Numbers words by how often they occur: `Tokenizer` of Keras' legacy preprocessing.
///
///     var tokenizer = try KerasTokenizer(numWords: 10_000, unknownToken: "<unk>")
///     tokenizer.fit(on: texts)
///     let sequences = tokenizer.sequences(of: texts)
///
/// The most frequent word has index 1, words of equal frequency stand in the order in which they
/// first came, and no word has index 0. Words are keyed by their bytes: the composed and the
/// decomposed spelling of a word are two, which `String` would call equal.
///
/// Keras' surprises are kept:
/// - `numWords` is a limit on indices, so it lets through one word fewer, and the unknown token counts
///   among them. It forgets nothing: every word keeps its index, and the limit acts where sequences,
///   texts and matrices are made. Zero is no limit.
/// - The unknown token has index 1 and is emitted whatever the limit. Where the corpus has a word of
///   the same spelling, that word's index serves for both, and index 1 is nobody's.
/// - Documents that come as lists of words are lowercased and not split or filtered.
public struct KerasTokenizer: Sendable {
  public let numWords: Int?
  public let unknownToken: String?
  public private(set) var documentCount = 0

  private let text: KerasText
  private var words = TokenTable()
  private var facts: [WordFacts] = []  // of each word of the table
  private var ranking: [Int] = []  // words, the most frequent first
  private var isFitted = false
  /// In how many documents each index occurs: `index_docs`.
  private(set) var documentsOfIndex: [Int: Int] = [:]

  private struct WordFacts {
    var count = 0
    var documents = 0
    var lastDocument = 0  // counted from 1
    var index = 0
  }

  /// `characterLevel` makes each code point a word: then `filters` and `separator` do nothing.
  public init(
    numWords: Int? = nil, filters: String = KerasText.defaultFilters, lowercase: Bool = true,
    separator: String = " ", characterLevel: Bool = false, unknownToken: String? = nil
  ) throws {
    precondition(numWords ?? 0 >= 0, "a limit is not negative")
    self.numWords = numWords == 0 ? nil : numWords
    self.unknownToken = unknownToken
    text =
      characterLevel
      ? try .codePoints(lowercase: lowercase)
      : try KerasText(filters: filters, lowercase: lowercase, separator: separator)
  }

  // MARK: Learning

  /// Counts the words of texts, or of lists of words, and numbers all words anew: `fit_on_texts`.
  /// What was learned before is added to.
  public mutating func fit(on documents: [some KerasDocument]) {
    for document in documents {
      documentCount += 1
      document.forEachWord(as: text) { count($0) }
    }
    rank()
  }

  /// Counts in how many sequences each index occurs, for `tfidf`: `fit_on_sequences`. It numbers no
  /// words.
  public mutating func fit(onSequences sequences: [[Int]]) {
    documentCount += sequences.count
    for sequence in sequences {
      for index in Set(sequence) { documentsOfIndex[index, default: 0] += 1 }
    }
  }

  private mutating func count(_ word: Span<UInt8>) {
    let index = words.insert(word)
    if index == facts.count { facts.append(WordFacts()) }
    facts[index].count += 1
    if facts[index].lastDocument < documentCount {
      facts[index].lastDocument = documentCount
      facts[index].documents += 1
    }
  }

  private mutating func rank() {
    isFitted = true
    ranking = facts.indices.sorted { first, second in
      let (left, right) = (facts[first].count, facts[second].count)
      return left == right ? first < second : left > right
    }
    for (rank, word) in ranking.enumerated() {
      facts[word].index = rank + firstIndex
      documentsOfIndex[rank + firstIndex] = facts[word].documents
    }
  }

  // MARK: Words and their indices

  private var firstIndex: Int { unknownToken == nil ? 1 : 2 }

  /// The index that unknown words get; nil without an unknown token, and before anything is learned.
  public var unknownIndex: Int? { unknownToken.flatMap { index(of: $0) } }

  /// `word_index[word]`. The word is taken as it is, not lowercased.
  public func index(of word: String) -> Int? {
    if let index = index(of: Array(word.utf8).span) { return index }
    return isFitted && unknownToken?.utf8.elementsEqual(word.utf8) == true ? 1 : nil
  }

  /// `index_word[index]`.
  public func word(at index: Int) -> String? {
    if ranking.indices.contains(index - firstIndex) {
      return String(decoding: words[ranking[index - firstIndex]], as: UTF8.self)
    }
    return index == 1 && unknownIndex == 1 ? unknownToken : nil
  }

  /// How many entries `word_index` has, the unknown token among them.
  public var indexCount: Int { ranking.count + (unknownIndex == 1 ? 1 : 0) }

  /// How often each word came, in the order in which they first came: `word_counts`.
  public var wordCounts: [(word: String, count: Int)] {
    facts.indices.map { (String(decoding: words[$0], as: UTF8.self), facts[$0].count) }
  }

  /// In how many documents each word came, in the same order: `word_docs`.
  public var documentCounts: [(word: String, count: Int)] {
    facts.indices.map { (String(decoding: words[$0], as: UTF8.self), facts[$0].documents) }
  }

  func index(of word: Span<UInt8>) -> Int? { words.index(of: word).map { facts[$0].index } }

  func forEachWord(in document: some KerasDocument, _ body: (Span<UInt8>) -> Void) {
    document.forEachWord(as: text, body)
  }
}
