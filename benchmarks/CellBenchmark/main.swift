import Glibc
import Kernels
import RecurrentModels
import Threading

// Measures an LSTM layer forward and backward on two threads, a shard of the batch each, and the bare
// multiplication beside it, which is the processor's limit. Prints a line a figure: name, GFLOP/s.

let (inputs, units, batch, steps, threads) = (256, 512, 64, 20, 2)
let shard = batch / threads
let repetitions = 20
let rounds = 7
/// From 20 steps to 17, as in a batch of sentences that were sorted by length; the longest first.
let unequal = (0..<batch).map { steps - Int((3.0 * Double($0) / Double(batch - 1)).rounded()) }

func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The best of several rounds: what the machine can do when nothing else runs on it.
func best(_ work: () -> Void) -> Double {
  work()
  return (0..<rounds).map { _ in
    let start = seconds()
    work()
    return seconds() - start
  }.min() ?? 0
}

/// What one thread needs for its shard.
final class Shard: @unchecked Sendable {
  private let layer: RecurrentLayer
  private let layout: ParameterLayout
  private let array: FloatArray
  private let gradients: Gradients
  private let workspace = Workspace(byteCount: 1 << 26)

  init(_ layer: RecurrentLayer, _ layout: ParameterLayout, _ weights: FloatArray) {
    self.layer = layer
    self.layout = layout
    array = weights
    gradients = Gradients(layout)
  }

  var weights: ParameterValues { ParameterValues(array.elements, layout: layout) }

  func step(_ packed: PackedParameters, _ mask: [UInt8]?) {
    let start = workspace.mark
    let pass = Pass(weights, packed, gradients: gradients, in: workspace)
    let shape = SequenceBatch(steps: steps, batch: shard, mask: mask.map { copy($0) })
    let x = workspace.matrix(rows: steps * shard, columns: inputs)
    let tape = layer.tape(for: LayerInput(x), shape, in: workspace)
    let dh = workspace.matrix(rows: (steps + 1) * shard, columns: units)
    let dc = workspace.matrix(rows: shard, columns: units)
    for matrix in [x, tape.firstStates.h, tape.firstStates.c, dh, dc] { matrix.fill(with: 0.01) }
    layer.forward(tape, pass)
    layer.backward(tape, dh: dh, dc: dc, dx: x, pass)
    workspace.release(to: start)
  }

  private func copy(_ mask: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let copy = workspace.buffer(mask.count, of: UInt8.self)
    _ = copy.update(fromContentsOf: mask)
    return UnsafeBufferPointer(copy)
  }
}

func measureLSTM(_ precision: Precision, _ name: String, lengths: [Int]) throws {
  var layout = ParameterLayout()
  let layer = RecurrentLayer(.lstm, "layer", inputs: inputs, units: units, in: &layout)
  let weights = FloatArray((0..<layout.size).map { Float($0 % 37 - 18) / 400 })
  let packed = try PackedParameters(layer.matrices, precision, forTraining: true)
  let shards = (0..<threads).map { _ in Shard(layer, layout, weights) }
  // Every second sentence to each shard, so that both have as much to do.
  let masks: [[UInt8]?] = (0..<threads).map { thread in
    if lengths.allSatisfy({ $0 == steps }) { return nil }
    let own = stride(from: thread, to: batch, by: threads).map { lengths[$0] }
    return (0..<steps).flatMap { step in own.map { step < $0 ? 1 : 0 } }
  }
  let pool = WorkerPool(threads: threads, prepare: MatrixMultiplication.useOnlyThisThread)
  let time = best {
    for _ in 0..<repetitions {
      // Weights change at every update: packing them is part of a step.
      pool.run { packed.pack(shards[0].weights, part: $0, of: threads) }
      pool.run { shards[$0].step(packed, masks[$0]) }
    }
  }
  let operations = 6.0 * Double(lengths.reduce(0, +)) * Double(4 * units) * Double(inputs + units)
  print("\(name) \(precision.rawValue) \(operations * Double(repetitions) / time / 1e9)")
}

func measureMultiplication(_ precision: Precision) throws {
  let multiplication = try MatrixMultiplication(
    rows: 64, inner: units, columns: 4 * units, precision)
  let weights = try PackedWeights(inputs: units, outputs: 4 * units, precision)
  nonisolated(unsafe) let zeros = UnsafeMutableRawPointer.allocate(
    byteCount: 1 << 23, alignment: 64)
  memset(zeros, 0, 1 << 23)
  weights.pack(
    Matrix(zeros.assumingMemoryBound(to: Float.self), rows: 4 * units, columns: units),
    transposed: true)
  let time = best {
    withThreads(threads) { _ in
      MatrixMultiplication.useOnlyThisThread()
      let workspace = Workspace(byteCount: 1 << 21)
      let c = workspace.matrix(rows: 64, columns: 4 * units)
      let scratch = workspace.bytes(multiplication.scratchSize)
      for _ in 0..<400 {
        multiplication.run(zeros, weights.packedBytes, into: c.elements, scratch: scratch)
      }
    }
  }
  let operations = 2.0 * 64 * Double(units * 4 * units) * 400 * Double(threads)
  print("product \(precision.rawValue) \(operations / time / 1e9)")
}

// `product`, `lstm`, `unequal`, `words` or `vectors` measures that alone, for a profile.
let wanted = CommandLine.arguments.dropFirst()
func isWanted(_ name: String) -> Bool { wanted.isEmpty || wanted.contains(name) }

for precision in Precision.allCases where precision.isSupported {
  if isWanted("product") { try measureMultiplication(precision) }
  let equal = [Int](repeating: steps, count: batch)
  if isWanted("lstm") { try measureLSTM(precision, "lstm", lengths: equal) }
  if isWanted("unequal") { try measureLSTM(precision, "unequal", lengths: unequal) }
}
if isWanted("words") { try ClassifierBenchmark.measureWords() }
if isWanted("vectors") { try ClassifierBenchmark.measureVectors() }
