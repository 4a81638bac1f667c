import Kernels

/// The sources of a batch as attention reads them: made once, for all target steps.
package struct AttentionMemory: BitwiseCopyable {
  let steps: Int
  package let m: Matrix  // [source steps · batch, units]: the encoder's outputs
  let k: Matrix  // [source steps · batch, units]: the keys, which may be m itself
  let lengths: UnsafeMutableBufferPointer<Int>  // [batch]

  var batch: Int { lengths.count }

  init(_ m: Matrix, keys k: Matrix, _ shape: SequenceBatch, in workspace: inout Workspace) {
    let lengths = workspace.buffer(shape.batch, of: Int.self)
    for sentence in 0..<shape.batch {
      var length = 0
      for step in 0..<shape.steps where shape.isReal(step * shape.batch + sentence) {
        precondition(step == length, "a sentence that has ended does not go on")
        length += 1
      }
      lengths[sentence] = length
    }
    self.init(steps: shape.steps, m: m, k: k, lengths: lengths)
  }

  init(steps: Int, m: Matrix, k: Matrix, lengths: UnsafeMutableBufferPointer<Int>) {
    (self.steps, self.m, self.k, self.lengths) = (steps, m, k, lengths)
  }

  /// A sentence's rows of a matrix that has one for every source position.
  func real(_ matrix: Matrix, of sentence: Int) -> Matrix {
    matrix.rows(from: sentence, by: batch).rows(0..<lengths[sentence])
  }
}

/// What a pass forward leaves behind for the pass backward.
package struct AttentionTape: BitwiseCopyable {
  package let memory: AttentionMemory
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

/// The gradients on their way back through a tape.
package struct AttentionGradients: BitwiseCopyable {
  package let tape: AttentionTape
  /// [target steps · batch, units]: where the caller writes what comes from above; a step leaves as
  /// the gradient of what went into the hyperbolic tangent.
  package let dy: Matrix
  let djoined: Matrix  // [target steps · batch, 2·units]
  let ds: Matrix  // [target steps · batch, source steps]
  let dq: Matrix  // [target steps · batch, units], no rows where q is h
  let dk: Matrix  // [source steps · batch, units], no rows where k is m
  let dv: Matrix  // [1, units], no rows where scores are products

  var dcontext: Matrix { djoined.columns(0..<dy.columns) }
}

extension Attention {
  /// The outputs m [source steps · batch, units] of an encoder, with their keys. What stands in rows
  /// where a sentence has ended is not looked at, but must be finite where there are keys to learn.
  package func memory(
    of m: Matrix, _ source: SequenceBatch, _ weights: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) -> AttentionMemory {
    precondition(m.rows == source.rows && m.columns == units, "an output for every source row")
    guard let key, let packedKey = packed.key else {
      return AttentionMemory(m, keys: m, source, in: &workspace)
    }
    let k = workspace.matrix(rows: m.rows, columns: units)
    key.forward(m, into: k, weights, packedKey, in: &workspace)
    return AttentionMemory(m, keys: k, source, in: &workspace)
  }

  /// Room for a pass of states h [target steps · batch, units], each of which is read when its step
  /// comes. Rows where a target has ended are computed as any.
  package func tape(
    h: Matrix, _ memory: AttentionMemory, in workspace: inout Workspace
  ) -> AttentionTape {
    precondition(h.rows.isMultiple(of: memory.batch) && h.columns == units, "whole target steps")
    return AttentionTape(
      memory: memory, h: h,
      q: query == nil ? h : workspace.matrix(rows: h.rows, columns: units),
      joined: workspace.matrix(rows: h.rows, columns: 2 * units),
      a: workspace.matrix(rows: h.rows, columns: memory.steps),
      y: workspace.matrix(rows: h.rows, columns: units))
  }

  /// Room for one pass backward.
  package func gradients(
    of tape: AttentionTape, in workspace: inout Workspace
  ) -> AttentionGradients {
    let (targets, sources) = (tape.h.rows, tape.memory.m.rows)
    let gradients = AttentionGradients(
      tape: tape, dy: workspace.matrix(rows: targets, columns: units),
      djoined: workspace.matrix(rows: targets, columns: 2 * units),
      ds: workspace.matrix(rows: targets, columns: tape.a.columns),
      dq: workspace.matrix(rows: query == nil ? 0 : targets, columns: units),
      dk: workspace.matrix(rows: key == nil ? 0 : sources, columns: units),
      dv: workspace.matrix(rows: score == nil ? 0 : 1, columns: units))
    gradients.dq.fill(with: 0)
    gradients.dk.fill(with: 0)
    gradients.dv.fill(with: 0)
    return gradients
  }
}
