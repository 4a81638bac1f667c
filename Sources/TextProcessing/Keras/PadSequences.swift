import Files
import Glibc

// All that padding calls is inlinable: from another module it would run unspecialized, at an eighth
// of the speed.

/// Makes all sequences equally long and lays them under one another: `pad_sequences` of Keras 3.
///
///     try padSequences([[7], [1, 2, 3]], as: Int32.self)  // [[0, 0, 7], [1, 2, 3]]
///
/// Sequences take the length of the longest, or `maxLength`: shorter ones are filled up with `value`
/// at the side `padding`, longer ones are cut at the side `truncating`. Both are the beginning by
/// default.
///
/// Keras' surprises are kept. Fractions are cut off in an integer matrix. Numbers that are cut away
/// are ignored, even where they are too great. A `maxLength` of 0 is refused where it cuts two or more
/// numbers off a beginning (in Python `s[-0:]` is all of `s`). Unlike in NumPy, a `value` that an
/// integer cannot hold is refused too, even where it has a fraction or is NaN.
@inlinable
public func padSequences<Source: SequenceNumber, Element: MatrixElement>(
  _ sequences: [[Source]], as type: Element.Type, maxLength: Int? = nil,
  padding: SequenceSide = .pre, truncating: SequenceSide = .pre, value: Source = 0
) throws(PaddingError) -> DenseMatrix<Element> {
  let frame = try PaddingFrame(
    for: sequences, maxLength: maxLength, padding: padding, truncating: truncating)
  var matrix = try frame.matrix(
    of: type, filledWith: value, shape: [sequences.count, frame.length])
  for (row, sequence) in sequences.enumerated() {
    let (kept, start) = try frame.place(count: sequence.count, row: row)
    var target = row * frame.length + start
    for position in kept {
      matrix.elements[target] = try element(sequence[position], row: row, position: position)
      target += 1
    }
  }
  return matrix
}

/// The same for sequences of vectors, which must all be equally long: a matrix of three dimensions,
/// or of two where no sequence has a vector to tell the length by.
@inlinable
public func padSequences<Source: SequenceNumber, Element: MatrixElement>(
  _ sequences: [[[Source]]], as type: Element.Type, maxLength: Int? = nil,
  padding: SequenceSide = .pre, truncating: SequenceSide = .pre, value: Source = 0
) throws(PaddingError) -> DenseMatrix<Element> {
  let frame = try PaddingFrame(
    for: sequences, maxLength: maxLength, padding: padding, truncating: truncating)
  let first = sequences.firstIndex { !$0.isEmpty }
  let width = first.map { sequences[$0][0].count }
  let shape = [sequences.count, frame.length] + (width.map { [$0] } ?? [])
  var matrix = try frame.matrix(of: type, filledWith: value, shape: shape)
  guard let first, let width else { return matrix }
  try checkVectors(of: sequences[first], from: 0, width: width, row: first)
  for (row, sequence) in sequences.enumerated() {
    let (kept, start) = try frame.place(count: sequence.count, row: row)
    try checkVectors(of: sequence[kept], from: kept.lowerBound, width: width, row: row)
    var target = (row * frame.length + start) * width
    for position in kept {
      for number in sequence[position] {
        matrix.elements[target] = try element(number, row: row, position: position)
        target += 1
      }
    }
  }
  return matrix
}

@inlinable
func checkVectors<Source>(
  of vectors: some Sequence<[Source]>, from start: Int, width: Int, row: Int
) throws(PaddingError) {
  for (offset, vector) in vectors.enumerated() where vector.count != width {
    throw .unequalVectors(row: row, position: start + offset, expected: width, found: vector.count)
  }
}

@inlinable
func element<Element: MatrixElement>(
  _ source: some SequenceNumber, row: Int, position: Int
) throws(PaddingError) -> Element {
  guard let element = Element(converting: source.number) else {
    throw .unrepresentable(source.number, row: row, position: position)
  }
  return element
}

/// The end of a sequence at which something is added or removed: `pre` is its beginning.
///
///     try padSequences([[7], [1, 2]], as: Int32.self, padding: .post)  // [[7, 0], [1, 2]]
public enum SequenceSide: String, CaseIterable, Sendable {
  case pre, post
}

/// Why sequences do not make a matrix. Rows and positions count from 0, in the input.
public enum PaddingError: Error, Equatable, Sendable {
  /// There is no sequence to take the length from.
  case noSequences
  /// A `maxLength` below zero.
  case negativeLength(Int)
  /// A sequence of two or more numbers would be cut to none at its beginning.
  case cutToNothing(row: Int)
  /// The element type cannot hold a number of the sequences.
  case unrepresentable(Number, row: Int, position: Int)
  /// The element type cannot hold the number to fill up with.
  case unrepresentableValue(Number)
  /// The vectors of one matrix must have the same length.
  case unequalVectors(row: Int, position: Int, expected: Int, found: Int)
  /// The matrix needs more memory than this machine has.
  case tooLarge(shape: [Int])
}

/// The place of each sequence in the matrix.
@usableFromInline
struct PaddingFrame {
  @usableFromInline let length: Int
  @usableFromInline let padding: SequenceSide
  @usableFromInline let truncating: SequenceSide

  @inlinable
  init<Element>(
    for sequences: [[Element]], maxLength: Int?, padding: SequenceSide, truncating: SequenceSide
  ) throws(PaddingError) {
    guard let length = maxLength ?? sequences.lazy.map(\.count).max() else { throw .noSequences }
    guard length >= 0 else { throw .negativeLength(length) }
    self.length = length
    self.padding = padding
    self.truncating = truncating
  }

  /// Which of a sequence's positions are kept, and the column where they begin.
  @inlinable
  func place(count: Int, row: Int) throws(PaddingError) -> (kept: Range<Int>, start: Int) {
    // NumPy drops a single number from a row of none, and so do we.
    if length == 0, count > 1, truncating == .pre { throw .cutToNothing(row: row) }
    let keptCount = min(count, length)
    let from = truncating == .pre ? count - keptCount : 0
    return (from..<from + keptCount, padding == .pre ? length - keptCount : 0)
  }

  @inlinable
  func matrix<Element: MatrixElement>(
    of type: Element.Type, filledWith value: some SequenceNumber, shape: [Int]
  ) throws(PaddingError) -> DenseMatrix<Element> {
    guard let filling = Element(converting: value.number) else {
      throw .unrepresentableValue(value.number)
    }
    guard fitsIntoMemory(shape: shape, elementSize: MemoryLayout<Element>.size) else {
      throw .tooLarge(shape: shape)
    }
    return DenseMatrix(repeating: filling, shape: shape)
  }
}

/// Swift ends a program that asks for more memory than there is, so a length mistyped by some zeros
/// is refused first.
@usableFromInline
func fitsIntoMemory(shape: [Int], elementSize: Int) -> Bool {
  var bytes = elementSize
  for dimension in shape {
    let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
    if overflow { return false }
    bytes = product
  }
  return bytes / sysconf(Int32(_SC_PAGESIZE)) <= sysconf(Int32(_SC_PHYS_PAGES))
}

// MARK: Files

/// Why a file's line is not a sequence of numbers. Lines and words count from 1.
public enum SequenceError: Error, Equatable, Sendable {
  /// `value` is the word that is not a number.
  case notANumber(path: String, line: Int, word: Int, value: String)
}

/// The sequences of a file: numbers with white space between them, a sequence in each line. Throws a
/// `SequenceError`, a `FileError` or a `TextError`.
public func readNumbers(_ path: String) throws -> [[Number]] {
  try readSequences(path) { text, line in
    try text.split(whereSeparator: \.isWhitespace).enumerated().map { index, word in
      guard let number = Number(word) else {
        throw SequenceError.notANumber(path: path, line: line, word: index + 1, value: String(word))
      }
      return number
    }
  }
}

/// The same for tokens with spaces between them, each of which becomes its id.
public func readTokens(_ path: String, as vocabulary: Vocabulary) throws -> [[Number]] {
  try readSequences(path) { text, _ in
    var ids: [Number] = []
    Array(text.utf8).span.forEachToken { ids.append(.integer(vocabulary.textID(of: $0))) }
    return ids
  }
}

private func readSequences(
  _ path: String, _ parse: (_ text: String, _ line: Int) throws -> [Number]
) throws -> [[Number]] {
  let reader = try LineReader(path: path)
  var sequences: [[Number]] = []
  while let block = try reader.nextBlock() {
    _ = try block.forEachLine(ifInvalid: .error) { text, line in
      sequences.append(try parse(String(text), line.number))
    }
  }
  return sequences
}
