import Files
import Kernels
import Testing

@testable import RecurrentModels

/// One pass of a fast layer forward and backward, with everything that went in and came out, by the
/// letters of the equations.
///
/// The loss is a weighted sum of all outputs and of the last memory, so that its gradients with
/// respect to these, dh and dc, are the weights of the sum.
struct CellRun {
  let layer: RecurrentLayer
  let direction: SequenceBatch.Direction
  let layout: ParameterLayout
  let steps: Int
  let lengths: [Int]
  /// The tensors, x, h0, dh and, where there is a memory, c0 and dc.
  var numbers: [String: [Float]] = [:]
  private(set) var h: [Float] = []  // [steps + 1, batch, units]
  private(set) var c: [Float] = []
  /// Of the tensors, x, h0 and c0.
  private(set) var gradients: [String: [Float]] = [:]

  init(
    _ kind: CellKind, inputs: Int, units: Int, steps: Int, lengths: [Int], seed: UInt64,
    direction: SequenceBatch.Direction = .forward
  ) {
    var layout = ParameterLayout()
    layer = RecurrentLayer(kind, "layer", inputs: inputs, units: units, in: &layout)
    self.direction = direction
    self.layout = layout
    self.steps = steps
    self.lengths = lengths
    var counts = layer.letters.mapValues(\.count)
    counts["x"] = steps * batch * inputs
    (counts["h0"], counts["dh"]) = (batch * units, steps * batch * units)
    if layer.kind.cell.hasCellState {
      (counts["c0"], counts["dc"]) = (batch * units, batch * units)
    }
    var random = SplitMix64(seed: seed)
    for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
      numbers[key] = (0..<count).map { _ in Float(random.next() >> 40) / Float(1 << 24) * 2 - 1 }
    }
  }

  /// Takes over the numbers of a fixture.
  mutating func take(_ entry: [String: Any]) throws {
    for key in numbers.keys {
      numbers[key] = try #require(entry[key] as? [Double], "\(key)").map(Float.init)
    }
  }

  var batch: Int { lengths.count }

  /// The outputs, zero where a sequence has ended, as PyTorch pads them.
  var outputsOfRealSteps: [Float] {
    (0..<steps).flatMap { step in
      (0..<batch).flatMap { row in
        let start = ((direction == .forward ? step + 1 : step) * batch + row) * layer.units
        return isReal(step, row)
          ? Array(h[start..<start + layer.units]) : [Float](repeating: 0, count: layer.units)
      }
    }
  }

  var lastMemory: [Float] {
    let count = layer.kind.cell.hasCellState ? batch * layer.units : 0
    return Array(direction == .forward ? c.suffix(count) : c.prefix(count))
  }

  func isReal(_ step: Int, _ row: Int) -> Bool { step < lengths[row] }

  /// - Parameter inParts: whether the pass backward takes a step at a time, as where one is fed the one
  ///   before.
  mutating func run(precision: Precision = .float32, inParts: Bool = false) throws {
    let workspace = Workspace(byteCount: 1 << 24)
    func matrix(_ values: [Float], rows: Int) -> Matrix {
      let matrix = workspace.matrix(rows: rows, columns: values.count / rows)
      matrix.elements.update(from: values, count: values.count)
      return matrix
    }
    func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
    let x = matrix(numbers["x"]!, rows: steps * batch)
    let dx = matrix(zeros(numbers["x"]!.count), rows: steps * batch)
    let dh = matrix(zeros((steps + 1) * batch * layer.units), rows: (steps + 1) * batch)
    let dc = matrix(numbers["dc", default: []], rows: batch)
    let shape = shape(in: workspace)
    dh.rows(shape.outputs).copy(matrix(numbers["dh"]!, rows: steps * batch))
    let tape = layer.tape(for: LayerInput(x), shape, in: workspace)
    tape.firstStates.copy(
      RecurrentState(
        h: matrix(numbers["h0"]!, rows: batch), c: matrix(numbers["c0", default: []], rows: batch)))

    let flat = try layout.withPass(
      flatWeights, layer.matrices, precision: precision, in: workspace
    ) { pass in
      layer.forward(tape, pass)
      (h, c) = (elements(tape.h), elements(tape.c))
      if inParts {
        for step in (0..<steps).reversed() {
          layer.backward(tape, steps: step..<step + 1, dh: dh, dc: dc, dx: dx, pass)
        }
        layer.addGradients(tape, pass)
      } else {
        layer.backward(tape, dh: dh, dc: dc, dx: dx, pass)
      }
    }
    for (key, tensor) in layer.letters { gradients[key] = Array(flat[tensor.range]) }
    gradients["x"] = elements(dx)
    gradients["h0"] = elements(dh.rows(shape.firstStates))
    if layer.kind.cell.hasCellState { gradients["c0"] = elements(dc) }
  }

  private var flatWeights: [Float] {
    var weights = [Float](repeating: 0, count: layout.size)
    for (key, tensor) in layer.letters {
      weights.replaceSubrange(tensor.range, with: numbers[key]!)
    }
    return weights
  }

  private func shape(in workspace: Workspace) -> SequenceBatch {
    if lengths.allSatisfy({ $0 == steps }) {
      return SequenceBatch(steps: steps, batch: batch, direction: direction)
    }
    let mask = UnsafeMutableBufferPointer(
      start: workspace.bytes(steps * batch).bindMemory(to: UInt8.self, capacity: steps * batch),
      count: steps * batch)
    for place in mask.indices { mask[place] = isReal(place / batch, place % batch) ? 1 : 0 }
    return SequenceBatch(
      steps: steps, batch: batch, mask: UnsafeBufferPointer(mask),
      direction: direction)
  }

  private func elements(_ matrix: Matrix) -> [Float] {
    Array(UnsafeBufferPointer(start: matrix.elements, count: matrix.rows * matrix.columns))
  }
}

// MARK: In double precision

extension CellRun {
  /// Everything that the loss depends on.
  var exactNumbers: [String: [Double]] { numbers.mapValues { $0.map(Double.init) } }

  /// The loss by the plain equations.
  func loss(_ numbers: [String: [Double]]) -> Double {
    let (h, c) = states(numbers)
    func sum(_ weights: [Double], _ values: [Double]) -> Double {
      zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let outputs = direction == .forward ? h.dropFirst() : h.dropLast()
    let memory = direction == .forward ? c[steps] : c[0]
    return sum(numbers["dh"]!, outputs.flatMap { $0.flatMap { $0 } })
      + sum(numbers["dc", default: []], memory.flatMap { $0 })
  }

  /// [steps + 1][batch][units], as they lie on the tape.
  func states(_ numbers: [String: [Double]]) -> (h: [[[Double]]], c: [[[Double]]]) {
    func rows(_ values: [Double], _ count: Int) -> [[Double]] {
      let width = values.count / count
      return (0..<count).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
    let x = rows(numbers["x"]!, steps * batch)
    let first = (h: rows(numbers["h0"]!, batch), c: rows(numbers["c0", default: []], batch))
    var h = [first.h]
    var c = [first.c]
    let order = direction == .forward ? Array(0..<steps) : (0..<steps).reversed()
    for step in order {
      var (nextH, nextC) = (h.last!, c.last!)
      for row in 0..<batch where isReal(step, row) {
        (nextH[row], nextC[row]) = layer.step(
          numbers, x: x[step * batch + row], h: nextH[row], c: nextC[row])
      }
      h.append(nextH)
      c.append(nextC)
    }
    return direction == .forward ? (h, c) : (h.reversed(), c.reversed())
  }
}
