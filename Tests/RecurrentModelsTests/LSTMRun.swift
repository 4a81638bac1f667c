import Kernels
import Testing
import TextProcessing

@testable import RecurrentModels

/// One pass of the fast layer forward and backward, with everything that went in and came out.
///
/// The loss is a weighted sum of all outputs and of the last memory, so that its gradients with
/// respect to these are the weights of the sum.
struct LSTMRun {
  let layer: LSTM
  let layout: ParameterLayout
  let steps: Int
  let batch: Int
  let lengths: [Int]
  var weights: [Float]
  private(set) var x, h0, c0: [Float]
  private(set) var dh, dc: [Float]  // the weights of the loss
  private(set) var h: [Float] = []  // [steps + 1, batch, units]
  private(set) var c: [Float] = []
  private(set) var gradients: [Float]
  private(set) var dx, dh0, dc0: [Float]

  init(inputs: Int, units: Int, steps: Int, lengths: [Int], seed: UInt64) {
    var layout = ParameterLayout()
    layer = LSTM("layer", inputs: inputs, units: units, in: &layout)
    self.layout = layout
    self.steps = steps
    self.lengths = lengths
    batch = lengths.count
    var random = SplitMix64(seed: seed)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(random.next() >> 40) / Float(1 << 24) * 2 - 1 }
    }
    weights = numbers(layout.size)
    x = numbers(steps * batch * inputs)
    h0 = numbers(batch * units)
    c0 = numbers(batch * units)
    dh = numbers(steps * batch * units)
    dc = numbers(batch * units)
    gradients = [Float](repeating: 0, count: layout.size)
    dx = [Float](repeating: 0, count: x.count)
    dh0 = h0
    dc0 = dc
  }

  /// Takes over the numbers of a fixture.
  mutating func take(_ entry: [String: Any]) throws {
    func numbers(_ key: String) throws -> [Float] {
      try #require(entry[key] as? [Double], "\(key)").map(Float.init)
    }
    for (key, tensor) in [
      ("w", layer.weightIH), ("u", layer.weightHH), ("b", layer.bias),
    ] {
      weights.replaceSubrange(tensor.range, with: try numbers(key))
    }
    (x, h0, c0) = (try numbers("x"), try numbers("h0"), try numbers("c0"))
    (dh, dc) = (try numbers("dh"), try numbers("dc"))
  }

  /// The outputs, zero where a sequence has ended, as PyTorch pads them.
  var outputsOfRealSteps: [Float] {
    (0..<steps).flatMap { step in
      (0..<batch).flatMap { row in
        let start = ((step + 1) * batch + row) * layer.units
        return isReal(step, row)
          ? Array(h[start..<start + layer.units]) : [Float](repeating: 0, count: layer.units)
      }
    }
  }

  var lastMemory: [Float] { Array(c[(steps * batch * layer.units)...]) }

  func isReal(_ step: Int, _ row: Int) -> Bool { step < lengths[row] }

  mutating func run(precision: Precision = .float32) throws {
    let products = MatrixProducts()
    let packed = try LSTM.Packed(layer, precision: precision)
    var workspace = Workspace(byteCount: 1 << 24)
    let mask = (0..<steps).flatMap { step in
      (0..<batch).map { isReal(step, $0) ? UInt8(1) : 0 }
    }
    let input = matrix(x, rows: steps * batch, columns: layer.inputs, in: &workspace)
    let allDh = matrix(
      [Float](repeating: 0, count: batch * layer.units) + dh, rows: (steps + 1) * batch,
      columns: layer.units, in: &workspace)
    let lastDc = matrix(dc, rows: batch, columns: layer.units, in: &workspace)
    let inputGradient = workspace.matrix(rows: steps * batch, columns: layer.inputs)
    var (w, g) = (weights, gradients)
    try w.withUnsafeMutableBufferPointer { weights in
      try g.withUnsafeMutableBufferPointer { gradients in
        try mask.withUnsafeBufferPointer { mask in
          let values = ParameterValues(weights, layout: layout)
          packed.pack(layer, values)
          let shape = SequenceBatch(
            steps: steps, batch: batch, mask: lengths.allSatisfy { $0 == steps } ? nil : mask)
          let tape = layer.tape(for: input, shape, in: &workspace)
          for row in 0..<batch {
            for unit in 0..<layer.units {
              tape.h[row, unit] = h0[row * layer.units + unit]
              tape.c[row, unit] = c0[row * layer.units + unit]
            }
          }
          try layer.forward(tape, values, packed, products, in: &workspace)
          (h, c) = (elements(tape.h), elements(tape.c))
          try layer.backward(
            tape, dh: allDh, dc: lastDc, dx: inputGradient,
            gradients: ParameterValues(gradients, layout: layout), packed, products,
            in: &workspace)
        }
      }
    }
    gradients = g
    dx = elements(inputGradient)
    dh0 = elements(allDh.rows(0..<batch))
    dc0 = elements(lastDc)
  }

  private func matrix(
    _ values: [Float], rows: Int, columns: Int, in workspace: inout Workspace
  ) -> Matrix {
    let matrix = workspace.matrix(rows: rows, columns: columns)
    matrix.elements.update(from: values, count: values.count)
    return matrix
  }

  private func elements(_ matrix: Matrix) -> [Float] {
    Array(UnsafeBufferPointer(start: matrix.elements, count: matrix.rows * matrix.columns))
  }

  // MARK: In double precision

  /// The loss by the plain equations, with one number changed.
  func referenceLoss(
    changing place: WritableKeyPath<Numbers, [Double]>? = nil, _ index: Int = 0,
    by change: Double = 0
  ) -> Double {
    var numbers = Numbers(self)
    if let place { numbers[keyPath: place][index] += change }
    let (h, c) = states(numbers)
    var loss = 0.0
    for step in 0..<steps {
      for row in 0..<batch {
        for unit in 0..<layer.units {
          let place = (step * batch + row) * layer.units + unit
          loss += Double(dh[place]) * h[step + 1][row][unit]
        }
      }
    }
    for row in 0..<batch {
      for unit in 0..<layer.units {
        loss += Double(dc[row * layer.units + unit]) * c[steps][row][unit]
      }
    }
    return loss
  }

  func states(_ numbers: Numbers) -> (h: [[[Double]]], c: [[[Double]]]) {
    let reference = ReferenceLSTM(
      inputs: layer.inputs, units: layer.units, w: numbers.w, u: numbers.u, b: numbers.b)
    func rows(_ values: [Double], _ width: Int) -> [[Double]] {
      stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
    let inputs = rows(numbers.x, layer.inputs)
    return reference.run(
      x: stride(from: 0, to: inputs.count, by: batch).map { Array(inputs[$0..<$0 + batch]) },
      h0: rows(numbers.h0, layer.units), c0: rows(numbers.c0, layer.units), isReal: isReal)
  }

  /// Everything that the loss depends on.
  struct Numbers {
    var w, u, b, x, h0, c0: [Double]

    init(_ run: LSTMRun) {
      func tensor(_ tensor: ParameterLayout.Tensor) -> [Double] {
        run.weights[tensor.range].map(Double.init)
      }
      w = tensor(run.layer.weightIH)
      u = tensor(run.layer.weightHH)
      b = tensor(run.layer.bias)
      (x, h0, c0) = (run.x.map(Double.init), run.h0.map(Double.init), run.c0.map(Double.init))
    }
  }
}
