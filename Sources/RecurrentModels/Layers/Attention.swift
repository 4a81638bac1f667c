import Kernels

/// How attention scores a decoder's state against an encoder's output, as `--attention` names it.
package enum AttentionKind: String, CaseIterable, Sendable {
  case dot, general, additive
}

/// Attention of a decoder's states h to an encoder's outputs m, over the real positions of a sentence.
///
///     dot:       q = h        k_j = m_j        s_j = q · k_j
///     general:   q = h        k_j = K m_j      s_j = q · k_j
///     additive:  q = Q h      k_j = K m_j      s_j = v · tanh(q + k_j)
///
///     a = softmax(s)          context = Σ a_j m_j          y = tanh(W [context ; h])
///
/// Luong, Pham and Manning, "Effective Approaches to Attention-based Neural Machine Translation"
/// (2015); the additive scores are those of Bahdanau, Cho and Bengio, "Neural Machine Translation by
/// Jointly Learning to Align and Translate" (2015).
///
/// A sentence without a real position has a context of zeros. A row's weights and context have the same
/// bits whatever stands beside it.
package struct Attention: Sendable {
  package let kind: AttentionKind
  let combine: Projection  // W [units, 2·units]
  let key: Projection?  // K [units, units]
  let query: Projection?  // Q [units, units]
  let score: ParameterLayout.Tensor?  // v [units]

  package init(_ kind: AttentionKind, _ name: String, units: Int, in layout: inout ParameterLayout)
  {
    func projection(_ part: String, inputs: Int) -> Projection {
      Projection(weight: layout.add("\(name).\(part)", [units, inputs]))
    }
    self.kind = kind
    combine = projection("combine", inputs: 2 * units)
    key = kind == .dot ? nil : projection("key.weight", inputs: units)
    query = kind == .additive ? projection("query.weight", inputs: units) : nil
    score = kind == .additive ? layout.add("\(name).score", [units]) : nil
  }

  package var units: Int { combine.outputs }

  /// The weight matrices, for `PackedParameters`.
  package var matrices: [ParameterLayout.Tensor] {
    [combine, key, query].compactMap { $0?.weight }
  }

  /// All uniform in ±1/√inputs, as PyTorch has linear layers.
  package func initialize(_ initialization: Initialization) {
    for projection in [combine, key, query] { projection?.initialize(initialization) }
    if let score { initialization.uniform(score, limit: 1 / Float(units).squareRoot()) }
  }

  // MARK: What is read

  /// The sources of a batch as attention reads them: made once, for all target steps and hypotheses.
  package struct Memory: BitwiseCopyable {
    let steps: Int
    package let m: Matrix  // [source steps · batch, units]: the encoder's outputs
    let k: Matrix  // [source steps · batch, units]: the keys, which may be m itself
    let lengths: UnsafeBufferPointer<Int>  // [batch]

    var batch: Int { lengths.count }

    /// A sentence's rows of a matrix that has one for every source position.
    func real(_ matrix: Matrix, of sentence: Int) -> Matrix {
      matrix.rows(from: sentence, by: batch).rows(0..<lengths[sentence])
    }
  }

  /// The outputs m [source steps · batch, units] of an encoder, with their keys. What stands in rows
  /// where a sentence has ended is not read, but must be finite where there are keys to learn.
  package func memory(of m: Matrix, _ source: SequenceBatch, _ pass: Pass) -> Memory {
    precondition(m.rows == source.rows && m.columns == units, "an output for every source row")
    var k = m
    if let key {
      k = pass.workspace.matrix(rows: m.rows, columns: units)
      key.forward(m, into: k, pass)
    }
    let lengths = pass.workspace.buffer(source.batch, of: Int.self)
    for sentence in 0..<source.batch {
      var length = 0
      for step in 0..<source.steps where source.isReal(step * source.batch + sentence) {
        precondition(step == length, "a sentence that has ended does not go on")
        length += 1
      }
      lengths[sentence] = length
    }
    return Memory(steps: source.steps, m: m, k: k, lengths: UnsafeBufferPointer(lengths))
  }

  // MARK: Tape

  /// What a pass forward leaves behind for the pass backward.
  package struct Tape: BitwiseCopyable {
    package let memory: Memory
    /// The sentence of each row; nil where the rows are blocks of the memory's batch, a step each.
    let sentences: UnsafeBufferPointer<Int32>?
    let h: Matrix  // [target steps · batch, units]
    let q: Matrix  // [target steps · batch, units]: the queries, which may be h itself
    let joined: Matrix  // [target steps · batch, 2·units]: [context ; h]
    /// [target steps · batch, source steps], zero where a sentence has ended.
    package let a: Matrix
    package let y: Matrix  // [target steps · batch, units]

    var context: Matrix { joined.columns(0..<h.columns) }

    func rows(of steps: Range<Int>?) -> Range<Int> {
      guard let steps else { return 0..<h.rows }
      return steps.lowerBound * memory.batch..<steps.upperBound * memory.batch
    }
  }

  /// Room for a pass of states h [target steps · batch, units], each of which is read when its step
  /// comes. Rows where a target has ended are computed as any.
  ///
  /// - Parameter sentences: of each row, in decoding: rows that translate the same sentence share what is
  ///   read of it.
  package func tape(
    h: Matrix, _ memory: Memory, sentences: UnsafeBufferPointer<Int32>? = nil,
    in workspace: Workspace
  ) -> Tape {
    precondition(h.columns == units, "states of as many units")
    precondition(
      sentences.map { $0.count == h.rows } ?? h.rows.isMultiple(of: memory.batch),
      "a sentence for every row")
    return Tape(
      memory: memory, sentences: sentences, h: h,
      q: query == nil ? h : workspace.matrix(rows: h.rows, columns: units),
      joined: workspace.matrix(rows: h.rows, columns: 2 * units),
      a: workspace.matrix(rows: h.rows, columns: memory.steps),
      y: workspace.matrix(rows: h.rows, columns: units))
  }

  // MARK: Forward

  /// All target steps, or some of them.
  package func forward(_ tape: Tape, steps: Range<Int>? = nil, _ pass: Pass) {
    let rows = tape.rows(of: steps)
    query?.forward(tape.h.rows(rows), into: tape.q.rows(rows), pass)
    if let sentences = tape.sentences {
      for row in rows { attend(Int(sentences[row]), tape, { $0.rows(row..<row + 1) }, pass) }
    } else {
      let batch = tape.memory.batch
      for sentence in 0..<batch {
        attend(sentence, tape, { $0.rows(rows).rows(from: sentence, by: batch) }, pass)
      }
    }
    let (joined, y) = (tape.joined.rows(rows), tape.y.rows(rows))
    joined.columns(units..<2 * units).copy(tape.h.rows(rows))
    combine.forward(joined, into: y, pass)
    y.applyTanh()
  }

  /// The weights and the contexts of a sentence, whose target rows `own` picks.
  private func attend(_ sentence: Int, _ tape: Tape, _ own: (Matrix) -> Matrix, _ pass: Pass) {
    let memory = tape.memory
    let (m, k) = (memory.real(memory.m, of: sentence), memory.real(memory.k, of: sentence))
    let (q, all) = (own(tape.q), own(tape.a))
    let a = all.columns(0..<m.rows)
    if let score {
      AttentionScores.additive(q, k, pass.weights.vector(score), into: a)
    } else {
      RowProducts.dots(q, k, into: a)
    }
    AttentionScores.softmax(a)
    all.columns(m.rows..<all.columns).fill(with: 0)
    RowProducts.mix(a, m, into: own(tape.context))
  }

  // MARK: Gradients

  /// The gradients on their way back through a tape.
  package struct Gradients: BitwiseCopyable {
    package let tape: Tape
    /// [target steps · batch, units]: where the caller writes what comes from above; a step leaves as
    /// the gradient of what went into the hyperbolic tangent.
    package let dy: Matrix
    let djoined: Matrix  // [target steps · batch, 2·units]
    let ds: Matrix  // [target steps · batch, source steps]
    let dq: Matrix  // [target steps · batch, units], no rows where q is h
    let dk: Matrix  // [source steps · batch, units], no rows where k is m
    let dv: Matrix  // [1, units], no rows where scores are dot products

    var dcontext: Matrix { djoined.columns(0..<dy.columns) }
  }

  /// Room for one pass backward.
  package func gradients(of tape: Tape, in workspace: Workspace) -> Gradients {
    precondition(tape.sentences == nil, "decoding does not learn")
    let (targets, sources) = (tape.h.rows, tape.memory.m.rows)
    let gradients = Gradients(
      tape: tape, dy: workspace.matrix(rows: targets, columns: units),
      djoined: workspace.matrix(rows: targets, columns: 2 * units),
      ds: workspace.matrix(rows: targets, columns: tape.a.columns),
      dq: workspace.matrix(rows: query == nil ? 0 : targets, columns: units),
      dk: workspace.matrix(rows: key == nil ? 0 : sources, columns: units),
      dv: workspace.matrix(rows: score == nil ? 0 : 1, columns: units))
    for zero in [gradients.dq, gradients.dk, gradients.dv] { zero.fill(with: 0) }
    return gradients
  }

  // MARK: Backward

  /// From the gradients of y to those of the states, for all target steps or for some whose later
  /// ones are done. Then ask for those of the memory and of the weights.
  ///
  ///     dz = dy (1 - y²)             [dcontext ; dh] = dz · W
  ///     da_j = dcontext · m_j        ds_j = a_j (da_j - Σ a_i da_i)
  ///     dh += Σ ds_j k_j             additive: dq = Σ ds_j v (1 - t_j²), dh += dq · Q
  ///
  /// - Parameter dh: [target steps · batch, units], added to.
  package func backward(
    _ gradients: Gradients, steps: Range<Int>? = nil, dh: Matrix, _ pass: Pass
  ) {
    let tape = gradients.tape
    let rows = tape.rows(of: steps)
    let (dy, djoined) = (gradients.dy.rows(rows), gradients.djoined.rows(rows))
    precondition(dh.rows == tape.h.rows && dh.columns == units, "a gradient for every state")
    // Behind a hyperbolic tangent, as in Elman's cell.
    SimpleRNNStep(h: tape.y.rows(rows)).backward(dh: dy, da: dy, dhPrevious: nil)
    pass.multiplyBack(dy, by: combine.weight, into: djoined)
    dh.rows(rows).add(djoined.columns(units..<2 * units))
    for sentence in 0..<tape.memory.batch {
      attendBackward(sentence, rows, gradients, dh: dh, pass)
    }
    if let query {
      pass.multiplyBack(
        gradients.dq.rows(rows), by: query.weight, into: dh.rows(rows), accumulating: true)
    }
  }

  private func attendBackward(
    _ sentence: Int, _ rows: Range<Int>, _ gradients: Gradients, dh: Matrix, _ pass: Pass
  ) {
    let tape = gradients.tape
    let memory = tape.memory
    let (m, k) = (memory.real(memory.m, of: sentence), memory.real(memory.k, of: sentence))
    func own(_ matrix: Matrix) -> Matrix {
      matrix.rows(rows).rows(from: sentence, by: memory.batch)
    }
    let ds = own(gradients.ds).columns(0..<m.rows)
    RowProducts.dots(own(gradients.dcontext), m, into: ds)
    AttentionScores.softmaxBackward(own(tape.a).columns(0..<m.rows), da: ds)
    if let score {
      AttentionScores.additiveBackward(
        own(tape.q), k, pass.weights.vector(score), ds: ds, dq: own(gradients.dq),
        dk: memory.real(gradients.dk, of: sentence), dv: gradients.dv)
    } else {
      RowProducts.mix(ds, k, into: own(dh), adding: true)
    }
  }

  /// Adds the gradient of the encoder's outputs, for all target steps at once; rows where a sentence
  /// has ended get nothing.
  ///
  ///     dm_j += Σ a_j dcontext + dk_j · K       dk_j = Σ ds_j q     (Σ over the target steps)
  package func backwardToMemory(_ gradients: Gradients, dm: Matrix, _ pass: Pass) {
    let (tape, memory) = (gradients.tape, gradients.tape.memory)
    precondition(dm.rows == memory.m.rows && dm.columns == units, "a gradient for every output")
    for sentence in 0..<memory.batch {
      func own(_ matrix: Matrix) -> Matrix { matrix.rows(from: sentence, by: memory.batch) }
      let positions = 0..<memory.lengths[sentence]
      let dm = memory.real(dm, of: sentence)
      RowProducts.mixTransposed(
        own(tape.a).columns(positions), own(gradients.dcontext), into: dm, adding: true)
      if kind == .additive { continue }  // whose dk is there since `attendBackward`
      RowProducts.mixTransposed(
        own(gradients.ds).columns(positions), own(tape.q),
        into: key == nil ? dm : memory.real(gradients.dk, of: sentence), adding: true)
    }
    if let key { pass.multiplyBack(gradients.dk, by: key.weight, into: dm, accumulating: true) }
  }

  /// Adds the weights' gradients, once those of the memory are made: a multiplication each over all
  /// steps.
  ///
  ///     dW += dzᵀ · [context ; h]     dK += dkᵀ · m     dQ += dqᵀ · h     dv += Σ ds_j t_j
  package func addGradients(_ gradients: Gradients, _ pass: Pass) {
    let tape = gradients.tape
    combine.backward(dy: gradients.dy, x: tape.joined, dx: nil, pass)
    key?.backward(dy: gradients.dk, x: tape.memory.m, dx: nil, pass)
    query?.backward(dy: gradients.dq, x: tape.h, dx: nil, pass)
    if let score { pass.gradients[score].add(gradients.dv) }
  }
}
