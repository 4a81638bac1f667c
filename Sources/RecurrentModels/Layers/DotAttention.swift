import Kernels

/// Attention by dot products: Luong, Pham and Manning, "Effective Approaches to Attention-based
/// Neural Machine Translation" (2015), the global one.
///
///     s_j = h · m_j                 how well a decoder state fits an encoder output
///     a = softmax(s)                over the real positions j of the sentence
///     context = Σ a_j m_j
///     y = tanh(W [context ; h])
///
/// A sentence without a real position has a context of zeros. All target steps go at once, which
/// teacher forcing allows where input feeding is off; decoding has targets of one step. A row's
/// weights and context have the same bits whatever sentences stand beside it.
package struct DotAttention: Sendable {
  let combine: Projection  // W [units, 2·units]

  package init(_ name: String, units: Int, in layout: inout ParameterLayout) {
    combine = Projection(weight: layout.add("\(name).combine", [units, 2 * units]))
  }

  package var units: Int { combine.outputs }

  /// What forward leaves behind for backward.
  package struct Tape {
    let source: SequenceBatch
    let m: Matrix  // [source steps · batch, units]
    let h: Matrix  // [target steps · batch, units]
    let joined: Matrix  // [target steps · batch, 2·units]: [context ; h]
    package let a: Matrix  // [target steps · batch, source steps], zero where a sentence has ended
    package let y: Matrix  // [target steps · batch, units]

    var context: Matrix { joined.columns(0..<h.columns) }

    /// The rows of `m` that a target row attends to, each with its source step.
    func positions(of row: Int) -> some Collection<(step: Int, row: Int)> {
      let (batch, mask) = (source.batch, source.mask)
      return (0..<source.steps).lazy
        .map { (step: $0, row: $0 * batch + row % batch) }
        .filter { position in mask.map { $0[position.row] != 0 } ?? true }
    }
  }

  /// Room for a pass of decoder states `h` over encoder outputs `m`, of whose sentences `source`
  /// tells the lengths. Targets have the same batch; rows where one has ended are computed as any.
  package func tape(
    h: Matrix, m: Matrix, _ source: SequenceBatch, in workspace: inout Workspace
  ) -> Tape {
    precondition(m.rows == source.rows && m.columns == units, "an output for every source row")
    precondition(h.rows.isMultiple(of: source.batch) && h.columns == units, "whole target steps")
    return Tape(
      source: source, m: m, h: h, joined: workspace.matrix(rows: h.rows, columns: 2 * units),
      a: workspace.matrix(rows: h.rows, columns: source.steps),
      y: workspace.matrix(rows: h.rows, columns: units))
  }

  // MARK: Forward

  package func forward(
    _ tape: Tape, _ weights: ParameterValues, _ packed: Projection.Packed,
    in workspace: inout Workspace
  ) {
    for row in 0..<tape.y.rows {
      attend(row, tape)
      (tape.joined.row(row) + units).update(from: tape.h.row(row), count: units)
    }
    combine.forward(tape.joined, into: tape.y, weights, packed, in: &workspace)
    Activation.hyperbolicTangent.apply(
      to: UnsafeMutableBufferPointer(start: tape.y.elements, count: tape.y.rows * units))
  }

  private func attend(_ row: Int, _ tape: Tape) {
    let (h, a, context) = (tape.h.row(row), tape.a.row(row), tape.context.row(row))
    let positions = tape.positions(of: row)
    context.update(repeating: 0, count: units)
    a.update(repeating: positions.isEmpty ? 0 : -.infinity, count: tape.a.columns)
    if positions.isEmpty { return }
    for (step, row) in positions {
      a[step] = Float(Reductions.dot(h, tape.m.row(row), count: units))
    }
    softmax(UnsafeMutableBufferPointer(start: a, count: tape.a.columns))
    for (step, row) in positions {
      VectorArithmetic.add(tape.m.row(row), times: a[step], to: context, count: units)
    }
  }

  /// In place of scores, of which there are some and not all may be −∞.
  private func softmax(_ a: UnsafeMutableBufferPointer<Float>) {
    guard let start = a.baseAddress, let largest = a.max() else { return }
    for step in a.indices { a[step] -= largest }
    Activation.exponential.apply(to: a)
    VectorArithmetic.scale(
      start, by: Float(1 / Reductions.sum(start, count: a.count)), count: a.count)
  }

  // MARK: Backward

  /// From the gradient of y to those of W, which is added to, and of both inputs.
  ///
  ///     dz = dy (1 - y²)                        [dcontext ; dh] = dz · W
  ///     ds_j = a_j (dcontext · m_j - dcontext · context)
  ///     dm_j += a_j dcontext + ds_j h           dh += Σ ds_j m_j
  ///
  /// - Parameters:
  ///   - dy: [target steps · batch, units]; leaves as dz.
  ///   - dh: [target steps · batch, units], written.
  ///   - dm: [source steps · batch, units], added to; rows where a sentence has ended get nothing.
  package func backward(
    _ tape: Tape, dy: Matrix, dh: Matrix, dm: Matrix, gradients: ParameterValues,
    _ packed: Projection.Packed, in workspace: inout Workspace
  ) {
    for (gradient, value) in [(dy, tape.y), (dh, tape.h), (dm, tape.m)] {
      precondition(gradient.rows == value.rows && gradient.columns == units, "its value's shape")
    }
    let mark = workspace.mark
    let djoined = workspace.matrix(rows: dy.rows, columns: 2 * units)
    for row in 0..<dy.rows {
      let (dy, y) = (dy.row(row), tape.y.row(row))
      for unit in 0..<units { dy[unit] *= 1 - y[unit] * y[unit] }
    }
    combine.backward(
      dy: dy, x: tape.joined, dx: djoined, gradients: gradients, packed, in: &workspace)
    for row in 0..<dy.rows {
      let dcontext = djoined.row(row)
      dh.row(row).update(from: dcontext + units, count: units)
      attendBackward(row, tape, dcontext: dcontext, dh: dh.row(row), dm: dm)
    }
    workspace.release(to: mark)
  }

  private func attendBackward(
    _ row: Int, _ tape: Tape, dcontext: UnsafePointer<Float>, dh: UnsafeMutablePointer<Float>,
    dm: Matrix
  ) {
    let (h, a) = (tape.h.row(row), tape.a.row(row))
    let mean = Reductions.dot(dcontext, tape.context.row(row), count: units)  // Σ a_j da_j
    for (step, row) in tape.positions(of: row) {
      let (m, dm) = (tape.m.row(row), dm.row(row))
      let da = Reductions.dot(dcontext, m, count: units)
      let ds = Float(Double(a[step]) * (da - mean))
      VectorArithmetic.add(dcontext, times: a[step], to: dm, count: units)
      VectorArithmetic.add(h, times: ds, to: dm, count: units)
      VectorArithmetic.add(m, times: ds, to: dh, count: units)
    }
  }
}
