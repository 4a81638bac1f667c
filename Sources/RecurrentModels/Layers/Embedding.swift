import Kernels

/// A table with a vector for each token of a vocabulary.
///
///     y[i] = table[ids[i]]     zero where the token is padding
///
/// In training some tokens are replaced by `<unk>`, and some elements of the vectors dropped. The row of
/// the padding is never read and gets no gradient, so it stays what it was.
package struct Embedding: Sendable {
  package let table: ParameterLayout.Tensor  // [vocabulary, width]
  private let padding: Int32?
  private let tokenDropout: Dropout?
  private let dropout: Dropout?

  /// On a table that is there already, such as one that several layers share.
  package init(
    _ table: ParameterLayout.Tensor, padding: Int32? = nil, tokenDropout: Dropout? = nil,
    dropout: Dropout? = nil
  ) {
    precondition(table.shape.count == 2, "a row for each token")
    self.table = table
    self.padding = padding
    self.tokenDropout = tokenDropout
    self.dropout = dropout
  }

  package var vocabulary: Int { table.shape[0] }
  package var width: Int { table.shape[1] }

  /// Normal; the row of the padding is zero.
  package func initialize(_ initialization: Initialization, deviation: Float = 1) {
    initialization.normal(table, deviation: deviation)
    guard let padding else { return }
    initialization.weights[table].rows(Int(padding)..<Int(padding) + 1).fill(with: 0)
  }

  /// What forward leaves behind for backward.
  package struct Tape: BitwiseCopyable {
    let shape: SequenceBatch
    let ids: UnsafeBufferPointer<Int32>  // of the rows of y; −1 where there is no token
    package let input: LayerInput

    package var y: Matrix { input.x }
  }

  // MARK: Forward

  /// - Parameter place: [steps · batch, width], where the vectors are wanted in a place of the caller's.
  ///   Else a token has one row however often it comes, where that makes no difference to whoever reads
  ///   the tape's `input`.
  package func forward(_ tokens: PaddedSentences, into place: Matrix? = nil, _ pass: Pass) -> Tape {
    if let tokenDropout { tokens.drop(tokenDropout, pass.dropout) }
    // Dropout makes different vectors of a token that comes twice. For a single step a look through the
    // vocabulary would cost more than it saves.
    let isShared =
      place == nil && !(dropout?.isActive(pass.dropout) ?? false) && tokens.shape.steps > 1
    let tape =
      isShared
      ? sharedTape(for: tokens, in: pass.workspace) : tape(for: tokens, place, in: pass.workspace)
    TableRows.gather(tape.ids, from: pass.weights[table], into: tape.y)
    dropout?.apply(to: tape.y, tokens.shape, pass.dropout)
    return tape
  }

  private func tape(
    for tokens: PaddedSentences, _ place: Matrix?, in workspace: Workspace
  ) -> Tape {
    let ids = workspace.buffer(tokens.ids.count, of: Int32.self)
    for (i, id) in tokens.ids.enumerated() { ids[i] = id == padding ? -1 : id }
    let y = place ?? workspace.matrix(rows: ids.count, columns: width)
    return Tape(shape: tokens.shape, ids: UnsafeBufferPointer(ids), input: LayerInput(y))
  }

  private func sharedTape(for tokens: PaddedSentences, in workspace: Workspace) -> Tape {
    let places = workspace.buffer(tokens.ids.count, of: Int32.self)
    let distinct = workspace.buffer(
      tokens.ids.count + MultiplicationCache.blockHeight, of: Int32.self)
    let placeOfToken = workspace.buffer(vocabulary, of: Int32.self)
    placeOfToken.update(repeating: -1)
    var count = 0
    for (i, id) in tokens.ids.enumerated() {
      let token = Int(id)
      precondition(token >= -1 && token < vocabulary, "a token is a row of the table")
      if id < 0 || id == padding {
        places[i] = -1
        continue
      }
      if placeOfToken[token] < 0 {
        placeOfToken[token] = Int32(count)
        distinct[count] = id
        count += 1
      }
      places[i] = placeOfToken[token]
    }
    let unit = MultiplicationCache.blockHeight
    let rows = (count + unit - 1) / unit * unit
    for place in count..<rows { distinct[place] = -1 }
    return Tape(
      shape: tokens.shape, ids: UnsafeBufferPointer(distinct.extracting(0..<rows)),
      input: LayerInput(
        workspace.matrix(rows: rows, columns: width), places: UnsafeBufferPointer(places)))
  }

  // MARK: Backward

  /// Adds dy, of the shape of y and changed by this, to the gradients of the tokens' rows, in the order
  /// of `ids`: a token that comes twice gets the same bits at every run.
  package func backward(_ tape: Tape, dy: Matrix, _ pass: Pass) {
    dropout?.apply(to: dy, tape.shape, pass.dropout)
    TableRows.scatterAdd(dy, at: tape.ids, to: pass.gradients[table])
  }
}

/// What a recurrent layer reads at its steps: a row of x each, or rows that several share, as tokens do
/// that come more than once. What they share is multiplied once.
package struct LayerInput: BitwiseCopyable {
  package let x: Matrix  // [steps · batch, inputs], or as many rows as are shared
  /// [steps · batch]: each one's row in x, −1 where it has none and reads zeros; nil where x has a row
  /// for each.
  private let places: UnsafeBufferPointer<Int32>?

  package init(_ x: Matrix, places: UnsafeBufferPointer<Int32>? = nil) {
    (self.x, self.places) = (x, places)
  }

  var rows: Int { places?.count ?? x.rows }

  /// x, where it has a row for each.
  var rowOfEach: Matrix {
    precondition(places == nil, "a row for each step and sentence")
    return x
  }

  // MARK: Forward

  /// x · Wᵀ, to be written for some rows at a time: shared rows are multiplied now, others then.
  func multiplied(by w: ParameterLayout.Tensor, _ pass: Pass) -> Multiplied {
    guard places != nil else { return Multiplied(input: self, w: w, shared: nil) }
    let shared = pass.workspace.matrix(rows: x.rows, columns: w.shape[0])
    pass.multiply(x, by: w, into: shared)
    return Multiplied(input: self, w: w, shared: shared)
  }

  struct Multiplied {
    fileprivate let input: LayerInput
    fileprivate let w: ParameterLayout.Tensor
    fileprivate let shared: Matrix?

    func write(_ rows: Range<Int>, into y: Matrix, _ pass: Pass) {
      if let shared, let places = input.places {
        TableRows.gather(places.extracting(rows), from: shared, into: y)
      } else {
        pass.multiply(input.x.rows(rows), by: w, into: y)
      }
    }
  }

  // MARK: Backward

  /// The way back through x · Wᵀ, for some rows at a time, and then `finish`.
  ///
  ///     dx = dy · W     dW += dyᵀ · x
  ///
  /// - Parameter dx: of the shape of x, written, or added to; nil where there is no use for it.
  func backward(
    through w: ParameterLayout.Tensor, dx: Matrix?, adding: Bool, _ pass: Pass
  ) -> Backward {
    let shared = places.map { _ in
      pass.workspace.matrix(rows: x.rows, columns: w.shape[0])
    }
    shared?.fill(with: 0)
    return Backward(input: self, w: w, dx: dx, adding: adding, shared: shared)
  }

  struct Backward {
    fileprivate let input: LayerInput
    fileprivate let w: ParameterLayout.Tensor
    fileprivate let dx: Matrix?
    fileprivate let adding: Bool
    fileprivate let shared: Matrix?

    /// - Parameter operand: dy as multiplications read it.
    func add(_ dy: Matrix, _ operand: Operand, _ rows: Range<Int>, _ pass: Pass) {
      if let shared, let places = input.places {
        return TableRows.scatterAdd(dy, at: places.extracting(rows), to: shared)
      }
      if let dx { pass.multiplyBack(operand, by: w, into: dx.rows(rows), accumulating: adding) }
      pass.addGradient(operand, times: input.x.rows(rows), to: w)
    }

    func finish(_ pass: Pass) {
      guard let shared else { return }
      let dy = pass.operand(shared)
      if let dx { pass.multiplyBack(dy, by: w, into: dx, accumulating: adding) }
      pass.addGradient(dy, times: input.x, to: w)
    }
  }
}
