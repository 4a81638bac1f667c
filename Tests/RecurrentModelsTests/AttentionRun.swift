import Files
import Kernels
import Testing

@testable import RecurrentModels

/// One pass of the fast layer forward and backward, with everything that went in and came out, by the
/// letters of the equations.
///
/// The loss is a weighted sum of all outputs, so that its gradients with respect to these, dy, are the
/// weights of the sum.
struct AttentionRun {
  let layer: Attention
  let layout: ParameterLayout
  let steps, sourceSteps: Int
  let lengths: [Int]  // of the sources
  /// The tensors, h, m and dy.
  var numbers: [String: [Float]] = [:]
  private(set) var a: [Float] = []
  private(set) var context: [Float] = []
  private(set) var y: [Float] = []
  /// Of the tensors, h and m.
  private(set) var gradients: [String: [Float]] = [:]

  init(
    _ kind: AttentionKind, units: Int, steps: Int, sourceSteps: Int, lengths: [Int],
    seed: UInt64 = 0
  ) {
    var layout = ParameterLayout()
    layer = Attention(kind, "attention", units: units, in: &layout)
    self.layout = layout
    (self.steps, self.sourceSteps) = (steps, sourceSteps)
    self.lengths = lengths
    var counts = layer.letters.mapValues(\.count)
    counts["h"] = steps * lengths.count * units
    counts["dy"] = counts["h"]
    counts["m"] = sourceSteps * lengths.count * units
    var random = SplitMix64(seed: seed)
    for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
      numbers[key] = randomNumbers(count, &random)
    }
  }

  /// Takes over the numbers of a fixture.
  mutating func take(_ entry: [String: Any]) throws {
    for key in numbers.keys {
      numbers[key] = try #require(entry[key] as? [Double], "\(key)").map(Float.init)
    }
  }

  /// What goes into the equations.
  var reference: ReferenceAttention {
    ReferenceAttention(
      kind: layer.kind, units: layer.units, lengths: lengths,
      numbers: numbers.filter { $0.key != "dy" }.mapValues { $0.map(Double.init) })
  }

  /// All target steps at once, or one at a time.
  mutating func run(
    stepByStep: Bool = false, batchInvariant: Bool = false, precision: Precision = .float32
  ) throws {
    var weights = [Float](repeating: 0, count: layout.size)
    for (key, tensor) in layer.letters {
      weights.replaceSubrange(tensor.range, with: numbers[key]!)
    }
    let mask = (0..<sourceSteps).flatMap { step in lengths.map { step < $0 ? UInt8(1) : 0 } }
    let workspace = Workspace(
      byteCount: 1 << 20, multiplications: MultiplicationCache(batchInvariant: batchInvariant))
    let flat = try layout.withPass(
      weights, layer.matrices, precision: precision, in: workspace
    ) { pass in
      mask.withUnsafeBufferPointer { mask in
        let source = SequenceBatch(
          steps: sourceSteps, batch: lengths.count,
          mask: lengths.allSatisfy { $0 == sourceSteps } ? nil : mask)
        run(stepByStep, source, pass)
      }
    }
    for (key, tensor) in layer.letters { gradients[key] = Array(flat[tensor.range]) }
  }

  private mutating func run(
    _ stepByStep: Bool, _ source: SequenceBatch, _ pass: Pass
  ) {
    let units = layer.units
    let parts = stepByStep ? (0..<steps).map { $0..<$0 + 1 } : [0..<steps]
    let workspace = pass.workspace
    func matrix(_ letter: String, gap: Int) -> Matrix {
      workspace.matrix(numbers[letter]!, columns: units, gap: gap)
    }
    let memory = layer.memory(of: matrix("m", gap: 1), source, pass)
    let tape = layer.tape(h: matrix("h", gap: 2), memory, in: workspace)
    for part in parts { layer.forward(tape, steps: part, pass) }
    (a, context, y) = (tape.a.numbers, tape.context.numbers, tape.y.numbers)

    let back = layer.gradients(of: tape, in: workspace)
    back.dy.copy(matrix("dy", gap: 1))
    let dh = workspace.matrix(tape.h.numbers.map { _ in 0 }, columns: units, gap: 2)
    let dm = workspace.matrix(memory.m.numbers.map { _ in 0 }, columns: units, gap: 3)
    for part in parts.reversed() {
      layer.backward(back, steps: part, dh: dh, pass)
    }
    layer.backwardToMemory(back, dm: dm, pass)
    layer.addGradients(back, pass)
    (gradients["h"], gradients["m"]) = (dh.numbers, dm.numbers)
  }
}
