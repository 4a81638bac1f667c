import Files
import Foundation
import Kernels
import TestSupport
import Testing
import TextProcessing

@testable import RecurrentModels

struct StackTests {
  typealias Options = RecurrentStack.Options

  struct Shape: CustomTestStringConvertible, Sendable {
    var name: String
    var options: Options
    var lengths: [Int]
    var hasChance = false
    var testDescription: String { "\(options.kind), \(name)" }
  }

  private static let shapes: [Shape] = CellKind.allCases.flatMap { kind in
    [
      Shape(name: "one layer", options: options(kind) { $0.depth = 1 }, lengths: [4, 2]),
      Shape(name: "two layers", options: options(kind) { $0.depth = 2 }, lengths: [3, 0, 1]),
      Shape(
        name: "both directions", options: options(kind) { $0.directions = .both },
        lengths: [3, 1, 2]),
      Shape(
        name: "normalized", options: options(kind) { $0.isNormalized = true }, lengths: [2, 2]),
      Shape(
        name: "residual", options: options(kind) { ($0.depth, $0.isResidual) = (3, true) },
        lengths: [2, 1]),
      Shape(
        name: "all of it",
        options: options(kind) {
          ($0.depth, $0.directions, $0.dropout) = (2, .both, 0.4)
          ($0.isNormalized, $0.isResidual) = (true, true)
        }, lengths: [3, 2], hasChance: true),
      Shape(
        name: "variational dropout",
        options: options(kind) { ($0.depth, $0.dropout, $0.isDropoutVariational) = (2, 0.5, true) },
        lengths: [3, 3], hasChance: true),
    ]
  }

  private static func options(_ kind: CellKind, _ change: (inout Options) -> Void) -> Options {
    var options = Options(kind, inputs: 3, units: 4)
    change(&options)
    return options
  }

  private func run(_ shape: Shape) throws -> StackRun {
    var run = StackRun(
      shape.options, steps: shape.lengths.max()!, lengths: shape.lengths, seed: 4)
    if shape.hasChance {
      run.chance = DropoutContext(
        seed: 5, update: 6, batch: shape.lengths.count + 2, firstSentence: 1)
    }
    try run.run()
    return run
  }

  @Test(arguments: shapes)
  func `does what the equations say`(shape: Shape) throws {
    let run = try run(shape)
    let (y, last) = run.outputs(run.numbers.mapValues { $0.map(Double.init) })
    let real = (0..<run.steps * run.batch).filter { run.isReal($0 / run.batch, $0 % run.batch) }
    func rows<Number>(_ values: [Number]) -> [Number] {
      real.flatMap { values[$0 * shape.options.units..<($0 + 1) * shape.options.units] }
    }
    #expect(relativeDifference(rows(run.y), rows(y)) < 2e-6)
    for (fast, exact) in zip(run.last, last) { #expect(relativeDifference(fast, exact) < 2e-6) }
  }

  /// Every gradient against central differences of the equations in double precision.
  @Test(arguments: shapes)
  func `its gradients are slopes`(shape: Shape) throws {
    let run = try run(shape)
    let exact = run.numbers.mapValues { $0.map(Double.init) }
    for (name, gradient) in run.gradients {
      let slopes = slopes(at: exact[name]!) { values in
        var numbers = exact
        numbers[name] = values
        return run.loss(numbers)
      }
      #expect(relativeDifference(gradient, slopes) < 1e-5, "of \(name)")
    }
  }

  /// What PyTorch's modules of several layers and directions give on a packed sequence.
  @Test func `does what PyTorch does`() throws {
    let cases = try #require(try Fixture.json("stacks.json")["cases"] as? [[String: Any]])
    for entry in cases {
      let name = try #require(entry["name"] as? String)
      func size(_ key: String) throws -> Int { try #require(entry[key] as? Int) }
      func lists(_ key: String) throws -> [String: [Double]] {
        try #require(entry[key] as? [String: [Double]])
      }
      let cell = try #require(entry["cell"] as? String)
      var options = Options(
        try #require(CellKind(rawValue: cell)), inputs: try size("inputs"), units: try size("units")
      )
      options.depth = try size("depth")
      options.directions = entry["both"] as? Bool == true ? .both : .forward
      var run = StackRun(
        options, steps: try size("steps"), lengths: try #require(entry["lengths"] as? [Int]),
        seed: 0)
      run.numbers = try lists("numbers").mapValues { $0.map(Float.init) }
      run.dy = try #require(entry["dy"] as? [Double]).map(Float.init)
      run.dlast = try #require(entry["dlast"] as? [[Double]]).map { $0.map(Float.init) }
      try run.run()
      let y = try #require(entry["y"] as? [Double])
      let real = zip(run.y.indices, run.y).map { index, value in
        let row = index / options.units
        return run.isReal(row / run.batch, row % run.batch) ? value : 0
      }
      #expect(relativeDifference(real, y) < 1e-5, "\(name): y")
      let last = try #require(entry["last"] as? [[Double]])
      for (ours, theirs) in zip(run.last, last) {
        #expect(relativeDifference(ours, theirs) < 1e-5, "\(name): last states")
      }
      for (tensor, gradient) in try lists("gradients") {
        #expect(
          relativeDifference(run.gradients[tensor]!, gradient) < 1e-5, "\(name): d \(tensor)")
      }
    }
  }

  /// Rows that several steps and sentences share, and none where a sentence has ended, are the same as
  /// a row for each: bit for bit forward; backward their gradients are summed in another order.
  @Test(arguments: CellKind.allCases, [Options.Directions.forward, .both])
  func `shared rows are rows for each`(kind: CellKind, directions: Options.Directions) throws {
    let (steps, batch, inputs) = (5, 3, 3)
    let places: [Int32] = [0, 1, 0, 2, 0, 0, 1, 1, -1, 3, 2, -1, 0, -1, -1]
    let mask = places.map { UInt8($0 < 0 ? 0 : 1) }
    var layout = ParameterLayout()
    let stack = RecurrentStack(
      "stack", Self.options(kind) { ($0.depth, $0.directions) = (2, directions) }, in: &layout)
    var random = SplitMix64(seed: 9)
    let weights = randomNumbers(layout.size, &random)
    let rows = randomNumbers(4 * inputs, &random)
    let dy = randomNumbers(steps * batch * stack.options.units, &random)

    func run(_ isShared: Bool) throws -> (y: [Float], dx: [Float], gradients: [Float]) {
      let workspace = Workspace(
        byteCount: 1 << 20, multiplications: MultiplicationCache(batchInvariant: true))
      var (y, dx): ([Float], [Float]) = ([], [])
      let gradients = try layout.withPass(weights, stack.matrices, in: workspace) { pass in
        mask.withUnsafeBufferPointer { mask in
          places.withUnsafeBufferPointer { places in
            let shape = SequenceBatch(steps: steps, batch: batch, mask: mask)
            let shared = workspace.matrix(rows, columns: inputs)
            let each = workspace.matrix(rows: places.count, columns: inputs)
            each.fill(with: 0)
            for (row, place) in places.enumerated() where place >= 0 {
              each.rows(row..<row + 1).copy(shared.rows(Int(place)..<Int(place) + 1))
            }
            let input = isShared ? LayerInput(shared, places: places) : LayerInput(each)
            let tape = stack.tape(for: input, shape, pass)
            stack.clearFirstStates(tape)
            stack.forward(tape, pass)
            y = tape.outputs.numbers
            let d = stack.gradients(for: tape, in: workspace)
            d.outputs.copy(workspace.matrix(dy, columns: stack.options.units))
            let dInput = workspace.matrix(rows: input.x.rows, columns: inputs)
            stack.backward(d, dx: dInput, pass)
            dx = dInput.numbers
          }
        }
      }
      return (y, dx, gradients)
    }
    let (shared, each) = (try run(true), try run(false))
    #expect(shared.y == each.y)
    #expect(relativeDifference(shared.gradients, each.gradients.map(Double.init)) < 1e-6)
    var sums = [Double](repeating: 0, count: rows.count)
    for (row, place) in places.enumerated() where place >= 0 {
      for column in 0..<inputs {
        sums[Int(place) * inputs + column] += Double(each.dx[row * inputs + column])
      }
    }
    #expect(relativeDifference(shared.dx, sums) < 1e-6)
  }

  /// Truncated backpropagation: a sequence in chunks, each begun with the states that the one before
  /// ended with, is the sequence.
  @Test(arguments: CellKind.allCases)
  func `chunks carry their states`(kind: CellKind) throws {
    var layout = ParameterLayout()
    let stack = RecurrentStack(
      "stack", Self.options(kind) { $0.depth = 2 }, in: &layout)
    var random = SplitMix64(seed: 8)
    let weights = randomNumbers(layout.size, &random)
    let numbers = randomNumbers(6 * 2 * 3, &random)
    _ = try layout.withPass(weights, stack.matrices) { pass in
      let x = pass.workspace.matrix(numbers, columns: 3)
      let whole = stack.tape(for: LayerInput(x), SequenceBatch(steps: 6, batch: 2), pass)
      stack.clearFirstStates(whole)
      stack.forward(whole, pass)
      var (last, outputs): (RecurrentStack.Tape?, [Float]) = (nil, [])
      for start in [0, 4] {
        let rows = start * 2..<min(start + 4, 6) * 2
        let chunk = stack.tape(
          for: LayerInput(x.rows(rows)), SequenceBatch(steps: rows.count / 2, batch: 2), pass)
        stack.clearFirstStates(chunk)
        for layer in 0..<stack.depth {
          guard let last else { break }
          chunk.firstStates(layer: layer).copy(last.lastStates(layer: layer))
        }
        stack.forward(chunk, pass)
        outputs += chunk.outputs.numbers
        last = chunk
      }
      #expect(relativeDifference(outputs, whole.outputs.numbers.map(Double.init)) < 1e-6)
    }
  }
}
