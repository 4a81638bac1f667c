import Kernels

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
/// A sentence without a real position has a context of zeros. Target rows come in blocks of a batch:
/// the steps of translations, all at once or one after another, or hypotheses about one step. A
/// row's weights and context have the same bits whatever stands beside it.
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

  /// The weights as products like them: packed once an update, for all steps and threads.
  package struct Packed: Sendable {
    let combine: Projection.Packed
    let key, query: Projection.Packed?

    package init(_ layer: Attention, in packing: inout Packing) throws(MatrixProductError) {
      combine = try Projection.Packed(layer.combine, in: &packing)
      key = if let key = layer.key { try Projection.Packed(key, in: &packing) } else { nil }
      query = if let query = layer.query { try Projection.Packed(query, in: &packing) } else { nil }
    }
  }

  // MARK: Forward

  /// All target steps, or some of them.
  package func forward(
    _ tape: AttentionTape, steps: Range<Int>? = nil, _ weights: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) {
    let rows = tape.rows(of: steps)
    if let query, let packedQuery = packed.query {
      query.forward(
        tape.h.rows(rows), into: tape.q.rows(rows), weights, packedQuery, in: &workspace)
    }
    for sentence in 0..<tape.memory.batch { attend(sentence, rows, tape, weights) }
    let (joined, y) = (tape.joined.rows(rows), tape.y.rows(rows))
    joined.columns(units..<2 * units).copy(tape.h.rows(rows))
    combine.forward(joined, into: y, weights, packed.combine, in: &workspace)
    Activation.hyperbolicTangent.apply(
      to: UnsafeMutableBufferPointer(start: y.elements, count: y.rows * units))
  }

  /// The weights and the contexts of a sentence.
  private func attend(
    _ sentence: Int, _ rows: Range<Int>, _ tape: AttentionTape, _ weights: ParameterValues
  ) {
    let memory = tape.memory
    let (m, k) = (memory.real(memory.m, of: sentence), memory.real(memory.k, of: sentence))
    let q = tape.q.rows(rows).rows(from: sentence, by: memory.batch)
    let all = tape.a.rows(rows).rows(from: sentence, by: memory.batch)
    let a = all.columns(0..<m.rows)
    if let score {
      AttentionScores.additive(q, k, weights.vector(score), into: a)
    } else {
      RowProducts.dots(q, k, into: a)
    }
    AttentionScores.softmax(a)
    all.columns(m.rows..<all.columns).fill(with: 0)
    RowProducts.mix(a, m, into: tape.context.rows(rows).rows(from: sentence, by: memory.batch))
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
    _ gradients: AttentionGradients, steps: Range<Int>? = nil, dh: Matrix,
    _ weights: ParameterValues, _ packed: Packed, in workspace: inout Workspace
  ) {
    let tape = gradients.tape
    let rows = tape.rows(of: steps)
    let (dy, djoined) = (gradients.dy.rows(rows), gradients.djoined.rows(rows))
    precondition(dh.rows == tape.h.rows && dh.columns == units, "a gradient for every state")
    // Behind a hyperbolic tangent, as in Elman's cell.
    SimpleRNNStep(h: tape.y.rows(rows)).backward(dh: dy, da: dy, dhPrevious: nil)
    workspace.multiply(dy, by: packed.combine.wBack, into: djoined)
    dh.rows(rows).add(djoined.columns(units..<2 * units))
    for sentence in 0..<tape.memory.batch {
      attendBackward(sentence, rows, gradients, dh: dh, weights)
    }
    if let query = packed.query {
      workspace.multiply(
        gradients.dq.rows(rows), by: query.wBack, into: dh.rows(rows), accumulating: true)
    }
  }

  private func attendBackward(
    _ sentence: Int, _ rows: Range<Int>, _ gradients: AttentionGradients, dh: Matrix,
    _ weights: ParameterValues
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
        own(tape.q), k, weights.vector(score), ds: ds, dq: own(gradients.dq),
        dk: memory.real(gradients.dk, of: sentence), dv: gradients.dv)
    } else {
      RowProducts.mix(ds, k, into: own(dh), adding: true)
    }
  }

  /// Adds the gradient of the encoder's outputs, for all target steps at once; rows where a sentence
  /// has ended get nothing.
  ///
  ///     dm_j += Σ a_j dcontext + dk_j · K       dk_j = Σ ds_j q     (Σ over the target steps)
  package func backwardToMemory(
    _ gradients: AttentionGradients, dm: Matrix, _ packed: Packed, in workspace: inout Workspace
  ) {
    let memory = gradients.tape.memory
    precondition(dm.rows == memory.m.rows && dm.columns == units, "a gradient for every output")
    for sentence in 0..<memory.batch { collect(sentence, gradients, dm: dm) }
    if let key = packed.key {
      workspace.multiply(gradients.dk, by: key.wBack, into: dm, accumulating: true)
    }
  }

  private func collect(_ sentence: Int, _ gradients: AttentionGradients, dm: Matrix) {
    let tape = gradients.tape
    let memory = tape.memory
    func own(_ matrix: Matrix) -> Matrix { matrix.rows(from: sentence, by: memory.batch) }
    let positions = 0..<memory.lengths[sentence]
    let dm = memory.real(dm, of: sentence)
    RowProducts.mixTransposed(
      own(tape.a).columns(positions), own(gradients.dcontext), into: dm, adding: true)
    if kind == .additive { return }  // which has them already
    RowProducts.mixTransposed(
      own(gradients.ds).columns(positions), own(tape.q),
      into: key == nil ? dm : memory.real(gradients.dk, of: sentence), adding: true)
  }

  /// Adds the weights' gradients, once those of the memory are made: a product each over all steps.
  ///
  ///     dW += dzᵀ · [context ; h]     dK += dkᵀ · m     dQ += dqᵀ · h     dv += Σ ds_j t_j
  package func addGradients(
    _ gradients: AttentionGradients, to values: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) {
    let tape = gradients.tape
    combine.backward(
      dy: gradients.dy, x: tape.joined, dx: nil, gradients: values, packed.combine, in: &workspace)
    if let key, let packedKey = packed.key {
      key.backward(
        dy: gradients.dk, x: tape.memory.m, dx: nil, gradients: values, packedKey, in: &workspace)
    }
    if let query, let packedQuery = packed.query {
      query.backward(
        dy: gradients.dq, x: tape.h, dx: nil, gradients: values, packedQuery, in: &workspace)
    }
    if let score { values[score].add(gradients.dv) }
  }
}
