import Glibc

/// Numbers words by how often they occur: `Tokenizer` of Keras' legacy preprocessing.
///
///     var tokenizer = try KerasTokenizer(numWords: 10_000, unknownToken: "<unk>")
///     tokenizer.fit(on: texts)
///     let sequences = tokenizer.sequences(of: texts)
///
/// The most frequent word has index 1, words of equal frequency follow in the order in which they
/// first occurred, and no word has index 0. Words are keyed by their bytes: the composed and the
/// decomposed spelling of a word are two, which `String` would call equal.
///
/// Keras' surprises are kept:
/// - `numWords` is a limit on indices, so it lets through one word fewer, and the unknown token is
///   among them. Every word keeps its index: the limit acts where sequences, texts and matrices are
///   made. Zero means no limit.
/// - The unknown token has index 1 and is emitted whatever the limit. Where the corpus has a word of
///   the same spelling, that word's index serves for both, and index 1 is unused.
/// - Documents that come as lists of words are lowercased and not split or filtered.
public struct KerasTokenizer: Sendable {
  /// The limit on indices, or nil without one.
  public let numWords: Int?
  /// The word that unknown words become: Keras' `oov_token`.
  public let unknownToken: String?
  /// The number of documents and sequences learned from.
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

  /// `characterLevel` makes each code point a word: then `filters` and `separator` have no effect.
  /// Throws `KerasTextError.emptySeparator` or a `CaseMapperError`.
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
  /// Adds to what was learned before.
  public mutating func fit(on documents: [some KerasDocument]) {
    for document in documents {
      documentCount += 1
      document.forEachWord(as: text) { count($0) }
    }
    rank()
  }

  /// Counts in how many sequences each index occurs, for `tfidf`: `fit_on_sequences`. Numbers no
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
    ranking = facts.indices.sorted { (-facts[$0].count, $0) < (-facts[$1].count, $1) }
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

  /// How often each word occurs, in the order in which they first occurred: `word_counts`.
  public var wordCounts: [(word: String, count: Int)] {
    facts.indices.map { (String(decoding: words[$0], as: UTF8.self), facts[$0].count) }
  }

  /// In how many documents each word occurs, in the same order: `word_docs`.
  public var documentCounts: [(word: String, count: Int)] {
    facts.indices.map { (String(decoding: words[$0], as: UTF8.self), facts[$0].documents) }
  }

  func index(of word: Span<UInt8>) -> Int? { words.index(of: word).map { facts[$0].index } }
}

// MARK: Sequences

extension KerasTokenizer {
  /// The indices of each document's words: `texts_to_sequences`.
  ///
  /// A word that was never seen, or whose index reaches `numWords`, becomes the unknown token's index,
  /// or is left out without an unknown token. (Before `fit` Keras gives `None`; here it is left out.)
  public func sequences(of documents: [some KerasDocument]) -> [[Int]] {
    let unknown = unknownIndex
    return documents.map { document in
      var sequence: [Int] = []
      document.forEachWord(as: text) { word in
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
  /// An index of no word, or one that reaches `numWords`, becomes the unknown token, or is left out
  /// without one. There are spaces even between code points.
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

// MARK: Matrices

extension KerasTokenizer {
  /// The number that a matrix has for a word in a document.
  public enum MatrixMode: String, CaseIterable, Sendable {
    /// 1 where the word occurs.
    case binary
    /// How often it occurs.
    case count
    /// The same, divided by the document's length.
    case freq
    /// (1 + ln count) · ln(1 + documents / (1 + documents with the word))
    case tfidf
  }

  /// A row for each document and a column for each index: `texts_to_matrix`.
  public func matrix(
    of documents: [some KerasDocument], mode: MatrixMode = .binary
  ) throws(KerasMatrixError) -> DenseMatrix<Double> {
    try matrix(ofSequences: sequences(of: documents), mode: mode)
  }

  /// A row for each sequence and a column for each index: `sequences_to_matrix`.
  ///
  /// There are `numWords` columns, or one more than there are words; column 0 is for index 0, which
  /// no word has. Indices past the last column are ignored, yet count in a sequence's length. Where
  /// the corpus has a word spelled as the unknown token, and no `numWords` was given, the last word
  /// is past the last column: Keras counts entries there, not indices.
  public func matrix(
    ofSequences sequences: [[Int]], mode: MatrixMode = .binary
  ) throws(KerasMatrixError) -> DenseMatrix<Double> {
    let columns = try matrixColumns(mode: mode)
    var matrix = DenseMatrix<Double>(repeating: 0, shape: [sequences.count, columns])
    for (row, sequence) in sequences.enumerated() {
      let start = row * columns
      for (position, index) in sequence.enumerated() where index < columns {
        if index < 0 { throw .negativeIndex(index, row: row, position: position) }
        matrix.elements[start + index] += 1
      }
      if mode == .count { continue }
      for index in 0..<columns where matrix.elements[start + index] > 0 {
        let count = matrix.elements[start + index]
        matrix.elements[start + index] = weight(
          of: index, count: count, length: sequence.count, mode: mode)
      }
    }
    return matrix
  }

  private func matrixColumns(mode: MatrixMode) throws(KerasMatrixError) -> Int {
    guard let columns = numWords ?? (indexCount > 0 ? indexCount + 1 : nil) else {
      throw .unknownSize
    }
    if mode == .tfidf, documentCount == 0 { throw .noDocuments }
    return columns
  }

  private func weight(of index: Int, count: Double, length: Int, mode: MatrixMode) -> Double {
    switch mode {
    case .binary: return 1
    case .count: return count
    case .freq: return count / Double(length)
    case .tfidf:
      // Scheme 2 in https://en.wikipedia.org/wiki/Tf%E2%80%93idf
      let documents = Double(1 + documentsOfIndex[index, default: 0])
      return (1 + log(count)) * log(1 + Double(documentCount) / documents)
    }
  }
}

/// Why there is no matrix of words.
public enum KerasMatrixError: Error, Equatable, Sendable {
  /// The number of columns is unknown: no `numWords` was given and no text learned.
  case unknownSize
  /// `tfidf` needs the number of documents, and none was learned.
  case noDocuments
  /// Keras counts a negative index from the matrix's right side; we refuse it. Row and position
  /// count from 0.
  case negativeIndex(Int, row: Int, position: Int)
}
