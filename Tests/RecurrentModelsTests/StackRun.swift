import Files
import Kernels

@testable import RecurrentModels

/// One pass of a stack forward and backward, with everything that went in and came out.
///
/// The loss is a weighted sum of all outputs of real steps and of all last states.
struct StackRun {
  let stack: RecurrentStack
  let layout: ParameterLayout
  let steps: Int
  let lengths: [Int]
  var chance: DropoutContext?
  /// The tensors by their names, and x.
  var numbers: [String: [Float]] = [:]
  /// The weights of the loss: of y [steps · batch, units], and of the last h and c, each
  /// [layers · directions, batch, units of the direction].
  var dy: [Float] = []
  var dlast: [[Float]] = []
  private(set) var y: [Float] = []
  private(set) var last: [[Float]] = []
  /// Of the tensors and of x.
  private(set) var gradients: [String: [Float]] = [:]

  init(_ options: RecurrentStack.Options, steps: Int, lengths: [Int], seed: UInt64) {
    var layout = ParameterLayout()
    stack = RecurrentStack("stack", options, in: &layout)
    self.layout = layout
    self.steps = steps
    self.lengths = lengths
    var random = SplitMix64(seed: seed)
    for tensor in layout.tensors { numbers[tensor.name] = randomNumbers(tensor.count, &random) }
    numbers["x"] = randomNumbers(steps * batch * options.inputs, &random)
    dy = randomNumbers(steps * batch * options.units, &random)
    for row in 0..<steps * batch where !isReal(row / batch, row % batch) {
      for unit in 0..<options.units { dy[row * options.units + unit] = 0 }
    }
    let states = options.kind == .lstm ? 2 : 1
    dlast = (0..<states).map { _ in randomNumbers(stack.depth * batch * options.units, &random) }
  }

  var batch: Int { lengths.count }

  func isReal(_ step: Int, _ row: Int) -> Bool { step < lengths[row] }

  mutating func run() throws {
    let mask = (0..<steps).flatMap { step in lengths.map { step < $0 ? UInt8(1) : 0 } }
    var weights = [Float](repeating: 0, count: layout.size)
    for tensor in layout.tensors {
      weights.replaceSubrange(tensor.range, with: numbers[tensor.name]!)
    }
    let flat = try layout.withPass(weights, stack.matrices, dropout: chance) { pass in
      mask.withUnsafeBufferPointer { mask in
        let shape = SequenceBatch(
          steps: steps, batch: batch, mask: lengths.allSatisfy { $0 == steps } ? nil : mask)
        run(shape, pass)
      }
    }
    for tensor in layout.tensors { gradients[tensor.name] = Array(flat[tensor.range]) }
  }

  private mutating func run(
    _ shape: SequenceBatch, _ pass: Pass
  ) {
    let workspace = pass.workspace
    let x = workspace.matrix(numbers["x"]!, columns: stack.options.inputs, gap: 1)
    let tape = stack.tape(for: LayerInput(x), shape, pass)
    stack.clearFirstStates(tape)
    stack.forward(tape, pass)
    y = tape.outputs.numbers
    last = [[], []]
    let d = stack.gradients(for: tape, in: workspace)
    d.outputs.copy(workspace.matrix(dy, columns: stack.options.units))
    forEachState { layer, direction, range in
      let state = tape.lastStates(layer: layer, direction: direction)
      last[0] += state.h.numbers
      last[1] += state.c.numbers
      let dState = d.lastStates(layer: layer, direction: direction)
      dState.h.add(workspace.matrix(Array(dlast[0][range]), columns: dState.h.columns))
      guard dlast.count > 1 else { return }
      dState.c.add(workspace.matrix(Array(dlast[1][range]), columns: dState.c.columns))
    }
    let dx = workspace.matrix(rows: x.rows, columns: x.columns)
    stack.backward(d, dx: dx, pass)
    self.gradients["x"] = dx.numbers
  }

  /// The layers and directions in PyTorch's order, with their place in the arrays of last states.
  func forEachState(_ body: (_ layer: Int, _ direction: Int, _ range: Range<Int>) -> Void) {
    let size = batch * stack.options.units / stack.directionCount
    for layer in 0..<stack.depth {
      for direction in 0..<stack.directionCount {
        let index = layer * stack.directionCount + direction
        body(layer, direction, index * size..<(index + 1) * size)
      }
    }
  }
}

// MARK: In double precision

extension StackRun {
  /// The loss by the plain equations.
  func loss(_ numbers: [String: [Double]]) -> Double {
    let (y, last) = outputs(numbers)
    return weightedSum(y, dy)
      + zip(last, dlast).reduce(0) { $0 + weightedSum($1.0, $1.1) }
  }

  func outputs(_ numbers: [String: [Double]]) -> (y: [Double], last: [[Double]]) {
    var x = numbers["x"]!
    var last: [[Double]] = dlast.map { _ in [] }
    for (index, layer) in stack.layers.enumerated() {
      let width = x.count / (steps * batch)
      if let chance, layer.dropout.isActive(chance) {
        x = zip(x, dropoutFactors(layer.dropout, width, chance)).map { $0 * $1 }
      }
      var y = [Double](repeating: 0, count: steps * batch * stack.options.units)
      for (direction, cell) in layer.cells.enumerated() {
        let states = states(cell, direction, x, numbers)
        for (row, h) in states.outputs.enumerated() {
          y.replaceSubrange(
            row * stack.options.units + direction * cell.units..<row * stack.options.units
              + (direction + 1) * cell.units, with: h)
        }
        for (place, state) in zip(last.indices, [states.h, states.c]) {
          last[place] += state.flatMap { $0 }
        }
      }
      if let normalization = layer.normalization {
        y = normalized(
          y, gain: numbers[normalization.gain.name]!, bias: numbers[normalization.bias.name]!)
      }
      if index > 0 && stack.options.isResidual { y = zip(x, y).map { $0 + $1 } }
      x = y
    }
    return (x, last)
  }

  private func states(
    _ cell: RecurrentLayer, _ direction: Int, _ x: [Double], _ numbers: [String: [Double]]
  ) -> (outputs: [[Double]], h: [[Double]], c: [[Double]]) {
    let weights = cell.letters.mapValues { numbers[$0.name]! }
    let width = x.count / (steps * batch)
    var h = [[Double]](repeating: .init(repeating: 0, count: cell.units), count: batch)
    var c = [[Double]](
      repeating: .init(repeating: 0, count: cell.kind.cell.hasCellState ? cell.units : 0),
      count: batch)
    var outputs = [[Double]](repeating: [], count: steps * batch)
    for step in direction == 0 ? Array(0..<steps) : (0..<steps).reversed() {
      for row in 0..<batch {
        let place = step * batch + row
        if isReal(step, row) {
          (h[row], c[row]) = cell.step(
            weights, x: Array(x[place * width..<(place + 1) * width]), h: h[row], c: c[row])
        }
        outputs[place] = h[row]
      }
    }
    return (outputs, h, c)
  }

  private func normalized(_ x: [Double], gain: [Double], bias: [Double]) -> [Double] {
    let width = gain.count
    return stride(from: 0, to: x.count, by: width).flatMap { start in
      let row = x[start..<start + width]
      let mean = row.reduce(0, +) / Double(width)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      return zip(row, zip(gain, bias)).map { x, factors in
        (x - mean) / (variance + 1e-5).squareRoot() * factors.0 + factors.1
      }
    }
  }

  /// What a layer's dropout makes of ones.
  private func dropoutFactors(
    _ layer: Dropout, _ width: Int, _ chance: DropoutContext
  ) -> [Double] {
    let workspace = Workspace(byteCount: 1 << 20)
    let ones = workspace.matrix(rows: steps * batch, columns: width)
    ones.fill(with: 1)
    layer.apply(to: ones, into: ones, SequenceBatch(steps: steps, batch: batch), chance)
    return ones.numbers.map(Double.init)
  }
}
