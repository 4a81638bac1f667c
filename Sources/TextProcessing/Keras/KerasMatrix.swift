import Glibc

/// Why sequences do not make a matrix of words.
public enum KerasMatrixError: Error, Equatable, Sendable {
  /// The number of columns is not known: no `numWords` was given and no text learned.
  case unknownSize
  /// `tfidf` weighs by documents, and none was learned.
  case noDocuments
  /// Keras counts a negative index from the matrix's right side; we refuse it. Row and position
  /// count from 0.
  case negativeIndex(Int, row: Int, position: Int)
}

extension KerasTokenizer {
  /// What a matrix says of a word in a document.
  public enum MatrixMode: String, CaseIterable, Sendable {
    case binary  // 1 where the word occurs
    case count  // how often it occurs
    case freq  // the same, divided by the document's length
    case tfidf  // (1 + ln count) · ln(1 + documents / (1 + documents with the word))
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
  /// no word has. Indices past the last column are passed over, yet count in a sequence's length.
  /// Where the corpus has a word spelled as the unknown token, and no `numWords` was given, the last
  /// word is past the last column: Keras counts entries there, not indices.
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
