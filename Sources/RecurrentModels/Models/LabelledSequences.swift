import Kernels

/// Sequences of one length, and the answer to each: 1 for yes, 0 for no.
package struct LabelledSequences: SampleBatch {
  package enum Values: Sendable {
    case ids([Int32])  // [sequence, step]
    case vectors([Float], width: Int)  // [sequence, step, width]

    fileprivate var count: Int {
      switch self {
      case .ids(let ids): ids.count
      case .vectors(let vectors, _): vectors.count
      }
    }

    fileprivate var width: Int { if case .vectors(_, let width) = self { width } else { 1 } }
  }

  package let values: Values
  package let steps: Int
  package let labels: [Float]

  package init(_ values: Values, steps: Int, labels: [Float]) {
    precondition(steps > 0, "the last step of none has no state")
    precondition(
      values.count == labels.count * steps * values.width, "a value for each step of each sequence")
    self.values = values
    self.steps = steps
    self.labels = labels
  }

  package var count: Int { labels.count }

  /// Step after step, and within a step a sequence after another.
  func ids(of samples: Range<Int>, in workspace: inout Workspace) -> UnsafeBufferPointer<Int32> {
    guard case .ids(let ids) = values else { preconditionFailure("the model looks up ids") }
    let result = workspace.buffer(steps * samples.count, of: Int32.self)
    for (row, sample) in samples.enumerated() {
      for step in 0..<steps { result[step * samples.count + row] = ids[sample * steps + step] }
    }
    return UnsafeBufferPointer(result)
  }

  func vectors(of samples: Range<Int>, in workspace: inout Workspace) -> Matrix {
    guard case .vectors(let vectors, let width) = values else {
      preconditionFailure("the model takes vectors")
    }
    let result = workspace.matrix(rows: steps * samples.count, columns: width)
    vectors.withUnsafeBufferPointer { vectors in
      for (row, sample) in samples.enumerated() {
        for step in 0..<steps {
          result.row(step * samples.count + row)
            .update(from: vectors.baseAddress! + (sample * steps + step) * width, count: width)
        }
      }
    }
    return result
  }
}
