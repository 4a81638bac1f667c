import Files
import Kernels
import TestSupport
import Testing

@testable import RecurrentModels

struct ProjectionTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var inputs, outputs, rows: Int
    var testDescription: String { "\(inputs) to \(outputs), \(rows) rows" }
  }

  private static let shapes = [
    Shape(inputs: 1, outputs: 1, rows: 1),
    Shape(inputs: 3, outputs: 17, rows: 1),
    Shape(inputs: 17, outputs: 5, rows: 6),
    Shape(inputs: 16, outputs: 33, rows: 19),
  ]

  @Test(arguments: shapes)
  func `does what the equation says`(shape: Shape) throws {
    var run = Run(shape)
    try run.run()
    #expect(relativeDifference(run.y, run.reference()) < 1e-6)
  }

  @Test(arguments: shapes)
  func `its gradients are slopes`(shape: Shape) throws {
    var run = Run(shape)
    try run.run()
    let (w, b, x) = (run.w.map(Double.init), run.b.map(Double.init), run.x.map(Double.init))
    let dy = run.dy
    let reference = run
    let dw = slopes(at: w) { weightedSum(reference.reference(w: $0), dy) }
    let db = slopes(at: b) { weightedSum(reference.reference(b: $0), dy) }
    let dx = slopes(at: x) { weightedSum(reference.reference(x: $0), dy) }
    #expect(relativeDifference(run.dw, dw) < 1e-5, "of W")
    #expect(relativeDifference(run.db, db) < 1e-5, "of b")
    #expect(relativeDifference(run.dx, dx) < 1e-5, "of x")
  }

  /// What PyTorch's `nn.Linear` gives.
  @Test func `does what PyTorch does`() throws {
    let cases = try #require(try Fixture.json("projection.json")["cases"] as? [[String: Any]])
    for entry in cases {
      let name = try #require(entry["name"] as? String)
      func size(_ key: String) throws -> Int { try #require(entry[key] as? Int) }
      func numbers(_ key: String) throws -> [Double] { try #require(entry[key] as? [Double]) }
      var run = Run(
        Shape(inputs: try size("inputs"), outputs: try size("outputs"), rows: try size("rows")))
      (run.w, run.b) = (try numbers("w").map(Float.init), try numbers("b").map(Float.init))
      (run.x, run.dy) = (try numbers("x").map(Float.init), try numbers("dy").map(Float.init))
      try run.run()
      for (key, result) in [
        ("y", run.y), ("dw", run.dw), ("db", run.db), ("dx", run.dx),
      ] {
        #expect(relativeDifference(result, try numbers(key)) < 1e-6, "\(name): \(key)")
      }
    }
  }

  /// The output of a model that shares its embedding's table.
  @Test func `works on an embedding's table`() throws {
    var layout = ParameterLayout()
    let table = layout.add("embedding", [4, 2])
    let layer = Projection(weight: table)
    var y: [Float] = []
    _ = try layout.withPass((0..<layout.size).map(Float.init), [table]) { pass in
      let result = pass.workspace.matrix(rows: 1, columns: 4)
      layer.forward(pass.workspace.matrix([1, 10], columns: 2), into: result, pass)
      y = result.numbers
    }
    #expect(y == [10, 32, 54, 76])
  }

  @Test(.enabled(if: Precision.bfloat16.isSupported, "this processor has no bf16"))
  func `rounds in bfloat16`() throws {
    var exact = Run(Shape(inputs: 32, outputs: 48, rows: 10))
    var rounded = exact
    try exact.run()
    try rounded.run(precision: .bfloat16)
    for (rounded, exact) in [
      (rounded.y, exact.y), (rounded.dw, exact.dw), (rounded.dx, exact.dx),
    ] {
      #expect(relativeDifference(rounded, exact.map(Double.init)) < 0.01)
      #expect(rounded != exact)
    }
    #expect(rounded.db == exact.db)
  }

  /// One pass forward and backward, with everything that went in and came out.
  private struct Run {
    let shape: Shape
    var w, b, x, dy: [Float]
    private(set) var y: [Float] = []
    private(set) var dw: [Float] = []
    private(set) var db: [Float] = []
    private(set) var dx: [Float] = []

    init(_ shape: Shape) {
      var random = SplitMix64(seed: 21)
      self.shape = shape
      w = randomNumbers(shape.outputs * shape.inputs, &random)
      b = randomNumbers(shape.outputs, &random)
      x = randomNumbers(shape.rows * shape.inputs, &random)
      dy = randomNumbers(shape.rows * shape.outputs, &random)
    }

    mutating func run(precision: Precision = .float32) throws {
      var layout = ParameterLayout()
      let layer = Projection(
        "output", inputs: shape.inputs, outputs: shape.outputs, in: &layout)
      let bias = try #require(layer.bias)
      var weights = [Float](repeating: 0, count: layout.size)
      weights.replaceSubrange(layer.weight.range, with: w)
      weights.replaceSubrange(bias.range, with: b)
      let gradients = try layout.withPass(
        weights, [layer.weight], precision: precision
      ) { pass in
        let workspace = pass.workspace
        let input = workspace.matrix(x, columns: shape.inputs, gap: 2)
        let output = workspace.matrix(rows: shape.rows, columns: shape.outputs)
        layer.forward(input, into: output, pass)
        y = output.numbers
        let dInput = workspace.matrix(rows: shape.rows, columns: shape.inputs)
        layer.backward(
          dy: workspace.matrix(dy, columns: shape.outputs, gap: 1), x: input, dx: dInput,
          pass)
        dx = dInput.numbers
      }
      (dw, db) = (Array(gradients[layer.weight.range]), Array(gradients[bias.range]))
    }

    /// The outputs in double precision, with some of the numbers replaced.
    func reference(w: [Double]? = nil, b: [Double]? = nil, x: [Double]? = nil) -> [Double] {
      let (w, b) = (w ?? self.w.map(Double.init), b ?? self.b.map(Double.init))
      let x = x ?? self.x.map(Double.init)
      return (0..<shape.rows).flatMap { row in
        (0..<shape.outputs).map { output in
          (0..<shape.inputs).reduce(b[output]) {
            $0 + x[row * shape.inputs + $1] * w[output * shape.inputs + $1]
          }
        }
      }
    }
  }
}
