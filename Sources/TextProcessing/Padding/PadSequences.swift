/// The end of a sequence at which something is added or taken away: `pre` is its beginning.
public enum SequenceSide: String, CaseIterable, Sendable {
  case pre, post
}

/// Why sequences do not make a matrix. Rows and positions count from 0, in the input.
public enum PaddingError: Error, Equatable, Sendable {
  /// There is no sequence to take the length from.
  case noSequences
  case negativeLength(Int)
  /// A sequence with something in it was to be cut to nothing at its beginning.
  case cutToNothing(row: Int)
  /// The element type cannot hold a number of the sequences.
  case unrepresentable(Number, row: Int, position: Int)
  case unrepresentableValue(Number)
  /// The vectors of one matrix must all have the same length.
  case unequalVectors(row: Int, position: Int, expected: Int, found: Int)
  /// This machine's memory could not hold the matrix.
  case tooLarge(shape: [Int])
}

/// Makes all sequences equally long and lays them under one another: `pad_sequences` of Keras 3.
///
///     try padSequences([[7], [1, 2, 3]], as: Int32.self)  // [[0, 0, 7], [1, 2, 3]]
///
/// Sequences take the length of the longest, or `maxLength`: shorter ones are filled up with `value`
/// at the side `padding`, longer ones are cut at the side `truncating`. Both are the beginning unless
/// said otherwise.
///
/// Keras' surprises are kept. Fractions are cut off in an integer matrix. What is cut away is never
/// looked at, so a number that is too great does no harm there. A `maxLength` of 0 is refused where
/// it cuts two or more numbers off a beginning (in Python `s[-0:]` is all of `s`). Unlike NumPy, a
/// `value` that an integer cannot hold is refused too, even where it has a fraction or is NaN.
@inlinable
public func padSequences<Source: SequenceNumber, Element: MatrixElement>(
  _ sequences: [[Source]], as type: Element.Type, maxLength: Int? = nil,
  padding: SequenceSide = .pre, truncating: SequenceSide = .pre, value: Source = 0
) throws(PaddingError) -> DenseMatrix<Element> {
  let frame = try PaddingFrame(
    longest: sequences.lazy.map(\.count).max(), maxLength: maxLength, padding: padding,
    truncating: truncating)
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
    longest: sequences.lazy.map(\.count).max(), maxLength: maxLength, padding: padding,
    truncating: truncating)
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
    throw .unequalVectors(
      row: row, position: start + offset, expected: width, found: vector.count)
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
