import Kernels
import TextProcessing

@testable import RecurrentModels

/// One pass of the fast layer forward and backward, with everything that went in and came out.
///
/// The loss is a weighted sum of all outputs, so that its gradients with respect to these are the
/// weights of the sum.
struct DotAttentionRun {
  let units, steps, sourceSteps: Int
  let lengths: [Int]  // of the sources
  var w, h, m: [Float]
  var dy: [Float]  // the weights of the loss
  private(set) var a: [Float] = []
  private(set) var context: [Float] = []
  private(set) var y: [Float] = []
  private(set) var dw: [Float] = []
  private(set) var dh: [Float] = []
  private(set) var dm: [Float] = []

  init(units: Int, steps: Int, sourceSteps: Int, lengths: [Int], seed: UInt64 = 0) {
    (self.units, self.steps, self.sourceSteps) = (units, steps, sourceSteps)
    self.lengths = lengths
    var random = SplitMix64(seed: seed)
    w = randomNumbers(2 * units * units, &random)
    h = randomNumbers(steps * lengths.count * units, &random)
    m = randomNumbers(sourceSteps * lengths.count * units, &random)
    dy = randomNumbers(steps * lengths.count * units, &random)
  }

  var reference: ReferenceAttention {
    ReferenceAttention(
      units: units, lengths: lengths, w: w.map(Double.init), h: h.map(Double.init),
      m: m.map(Double.init))
  }

  mutating func run() throws {
    var layout = ParameterLayout()
    let layer = DotAttention("attention", units: units, in: &layout)
    let tensor = layer.combine.weight
    var weights = [Float](repeating: 0, count: layout.size)
    weights.replaceSubrange(tensor.range, with: w)
    let mask = (0..<sourceSteps).flatMap { step in lengths.map { step < $0 ? UInt8(1) : 0 } }
    let gradients = try layout.withParameters(weights) { weights, gradients in
      try mask.withUnsafeBufferPointer { mask in
        let source = SequenceBatch(
          steps: sourceSteps, batch: lengths.count,
          mask: lengths.allSatisfy { $0 == sourceSteps } ? nil : mask)
        try run(layer, source, weights, gradients)
      }
    }
    dw = Array(gradients[tensor.range])
  }

  private mutating func run(
    _ layer: DotAttention, _ source: SequenceBatch, _ weights: ParameterValues,
    _ gradients: ParameterValues
  ) throws {
    var packing = Packing(.float32, isForTraining: true)
    let packed = try Projection.Packed(layer.combine, in: &packing)
    packing.pack(weights)
    var workspace = Workspace(byteCount: 1 << 20)
    let (states, outputs) = (
      workspace.matrix(h, columns: units, gap: 2), workspace.matrix(m, columns: units, gap: 1)
    )
    let tape = layer.tape(h: states, m: outputs, source, in: &workspace)
    layer.forward(tape, weights, packed, in: &workspace)
    (a, context, y) = (tape.a.numbers, tape.context.numbers, tape.y.numbers)
    let dOutputs = workspace.matrix(m.map { _ in 0 }, columns: units, gap: 3)
    let dStates = workspace.matrix(h.map { _ in .nan }, columns: units)
    layer.backward(
      tape, dy: workspace.matrix(dy, columns: units, gap: 1), dh: dStates, dm: dOutputs,
      gradients: gradients, packed, in: &workspace)
    (dh, dm) = (dStates.numbers, dOutputs.numbers)
  }
}
