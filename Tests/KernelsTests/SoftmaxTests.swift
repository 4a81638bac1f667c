import Foundation
import Kernels
import Testing

struct SoftmaxTests {
  /// Rows of logits with what becomes of them.
  struct Loss {
    var gradient: [Float]
    var losses: [Double]
    var likelihoods: [Double]

    init(
      _ logits: [Float], columns: Int, stride: Int? = nil, targets: [Int32],
      smoothing: Float = 0, scale: Float = 1
    ) {
      gradient = logits
      losses = Array(repeating: -1, count: targets.count)
      likelihoods = losses
      gradient.withUnsafeMutableBufferPointer { gradient in
        let logits = Matrix(
          gradient.baseAddress!, rows: targets.count, columns: columns, stride: stride)
        Softmax.replaceByCrossEntropyGradient(
          logits, targets: targets, smoothing: smoothing, scale: scale, losses: &losses,
          negativeLogLikelihoods: &likelihoods)
      }
    }
  }

  /// One row in double.
  struct Reference {
    var gradient: [Double]
    var loss: Double
    var likelihood: Double

    init(_ row: some Sequence<Float>, target: Int, smoothing: Float, scale: Float) {
      let x = row.map(Double.init)
      let (smoothing, scale) = (Double(smoothing), Double(scale))
      let largest = x.max() ?? 0
      let sum = x.reduce(0) { $0 + exp($1 - largest) }
      let logs = x.map { $0 - largest - log(sum) }
      likelihood = -logs[target]
      loss = (1 - smoothing) * likelihood - smoothing * logs.reduce(0, +) / Double(x.count)
      gradient = logs.map { scale * (exp($0) - smoothing / Double(x.count)) }
      gradient[target] -= scale * (1 - smoothing)
    }
  }

  @Test(arguments: try LossFixture.cases(of: "cross_entropy").map(\.name))
  func `losses and gradients are those of PyTorch`(name: String) throws {
    let fixture = try #require(
      LossFixture.cases(of: "cross_entropy").first { $0.name == name })
    let result = Loss(
      fixture.floats("logits"), columns: fixture.count("columns"),
      targets: fixture.doubles("targets").map { Int32($0) },
      smoothing: Float(fixture.number("smoothing")))
    #expect(largestDeviation(result.losses, from: fixture.doubles("losses")) < 1e-6)
    #expect(
      largestDeviation(result.likelihoods, from: fixture.doubles("negative_log_likelihoods"))
        < 1e-6)
    #expect(largestDeviation(result.gradient, from: fixture.doubles("dlogits")) < 1e-6)
  }

  @Test(
    arguments: [1, 2, 15, 16, 17, 63, 64, 65, 100, 4096, 4097, 6500], [0, 0.1] as [Float])
  func `any width is served, and what lies between rows is left alone`(
    columns: Int, smoothing: Float
  ) {
    let rows = 3
    let stride = columns + 3
    let logits = randomFloats(rows * stride, seed: columns, scale: 8)
    let targets = [0, columns / 2, columns - 1]
    let result = Loss(
      logits, columns: columns, stride: stride, targets: targets.map(Int32.init),
      smoothing: smoothing, scale: 0.25)
    for (row, target) in targets.enumerated() {
      let own = row * stride..<row * stride + columns
      let gap = own.upperBound..<own.upperBound + 3
      let reference = Reference(logits[own], target: target, smoothing: smoothing, scale: 0.25)
      #expect(largestDeviation(result.gradient[own], from: reference.gradient) < 1e-7)
      #expect(largestDeviation([result.losses[row]], from: [reference.loss]) < 1e-6)
      #expect(largestDeviation([result.likelihoods[row]], from: [reference.likelihood]) < 1e-6)
      #expect(result.gradient[gap] == logits[gap])
    }
  }

  @Test func `the gradient is the slope of the loss`() {
    let (columns, step) = (5, Float(1) / 1024)
    let logits = randomFloats(columns, seed: 1, scale: 2)
    let gradient = Loss(logits, columns: columns, targets: [3], smoothing: 0.1).gradient
    for column in 0..<columns {
      let loss = [-step, step].map { difference in
        var moved = logits
        moved[column] += difference
        return Reference(moved, target: 3, smoothing: 0.1, scale: 1).loss
      }
      let slope = (loss[1] - loss[0]) / Double(2 * step)
      #expect((Double(gradient[column]) - slope).magnitude < 1e-4)
    }
  }

  @Test(arguments: [5, 64, 6500], [[0, -1, 4, 2], [-1, 1, 3, 0]] as [[Int32]])
  func `rounded to bfloat16 it is the same gradient`(columns: Int, targets: [Int32]) {
    let workspace = Workspace(byteCount: 1 << 20)
    var floats = randomFloats(targets.count * columns, seed: columns, scale: 4)
    floats[3 * columns] = .nan
    let logits = workspace.matrix(rows: targets.count, columns: columns + 3).columns(0..<columns)
    for index in floats.indices { logits[index / columns, index % columns] = floats[index] }
    let rounded = workspace.room(for: logits, .bfloat16)
    var losses = [Double](repeating: -1, count: targets.count)
    var likelihoods = losses
    Softmax.replaceByCrossEntropyGradient(
      logits, targets: targets, smoothing: 0.1, scale: 2, losses: &losses,
      negativeLogLikelihoods: &likelihoods, rounded: rounded)

    let plain = Loss(floats, columns: columns, targets: targets, smoothing: 0.1, scale: 2)
    #expect(losses.dropLast() == plain.losses.dropLast() && losses[3].isNaN)
    #expect(likelihoods.dropLast() == plain.likelihoods.dropLast() && likelihoods[3].isNaN)
    #expect(
      (0..<3 * columns).allSatisfy { rounded.rounded?[$0] == bfloat16(plain.gradient[$0]) })
    #expect((3 * columns..<4 * columns).allSatisfy { bfloat16IsNaN(rounded.rounded![$0]) })
  }

  @Test(arguments: [false, true])
  func `the sums of the columns are those of the gradients, a row after another`(isRounded: Bool) {
    let workspace = Workspace(byteCount: 1 << 20)
    let (columns, targets) = (100, [7, -1, 99] as [Int32])
    let floats = randomFloats(targets.count * columns, seed: 3, scale: 4)
    let logits = workspace.matrix(rows: targets.count, columns: columns)
    for index in floats.indices { logits.elements[index] = floats[index] }
    let sums = workspace.matrix(rows: 1, columns: columns)
    sums.fill(with: 0.5)
    let rounded = workspace.room(for: logits, isRounded ? .bfloat16 : .float32)
    var losses = [Double](repeating: -1, count: targets.count)
    var likelihoods = losses
    Softmax.replaceByCrossEntropyGradient(
      logits, targets: targets, smoothing: 0, scale: 1, losses: &losses,
      negativeLogLikelihoods: &likelihoods, columnSums: sums, rounded: rounded)
    let plain = Loss(floats, columns: columns, targets: targets)
    for column in 0..<columns {
      let sum = targets.indices.reduce(Float(0.5)) { $0 + plain.gradient[$1 * columns + column] }
      #expect(sums[0, column] == sum)
    }
  }

  @Test func `a row without target has no loss and no gradient, whatever it holds`() {
    let result = Loss([.nan, 1, .infinity, 2, 0, 0], columns: 3, targets: [-1, 0])
    #expect(result.gradient.prefix(3).allSatisfy { $0.bitPattern == 0 })
    #expect(result.losses[0] == 0 && result.likelihoods[0] == 0)
    #expect(result.losses[1] > 0 && result.likelihoods[1] > 0)
  }

  @Test func `without rows there are no losses`() {
    #expect(Loss([], columns: 4, targets: []).losses.isEmpty)
  }

  @Test func `logits of ±10,000 neither overflow nor underflow`() {
    let result = Loss([1e4, -1e4, 0, 1e4, -1e4, 0], columns: 3, targets: [0, 1], smoothing: 0.3)
    #expect(largestDeviation(result.likelihoods, from: [0, 2e4]) < 1e-12)
    #expect(largestDeviation(result.losses, from: [0.1 * 3e4, 0.7 * 2e4 + 0.1 * 3e4]) < 1e-6)
    #expect(largestDeviation(result.gradient, from: [0.2, -0.1, -0.1, 0.9, -0.8, -0.1]) < 1e-6)
  }

  @Test func `a word excluded by −∞ has no probability and disturbs no other`() {
    let result = Loss([0, -.infinity, 0], columns: 3, targets: [2])
    #expect(result.gradient == [0.5, 0, -0.5])
    #expect(largestDeviation(result.losses, from: [log(2)]) < 1e-12)
  }

  @Test func `with smoothing, a word excluded by −∞ is an infinite loss, as in PyTorch`() {
    let result = Loss([0, -.infinity, 0], columns: 3, targets: [2], smoothing: 0.1)
    #expect(result.losses == [.infinity])
    #expect(largestDeviation(result.likelihoods, from: [log(2)]) < 1e-12)
  }

  @Test(
    arguments: [[Float](repeating: -.infinity, count: 17), [.nan, 1], [.infinity, 1], [.nan]])
  func `a row without a distribution is NaN throughout, and its neighbour is not`(row: [Float]) {
    let result = Loss(
      row + row.map { _ in 0 }, columns: row.count, targets: [0, 0], smoothing: 0.1)
    #expect(result.gradient.prefix(row.count).allSatisfy { $0.isNaN })
    #expect(result.losses[0].isNaN && result.likelihoods[0].isNaN)
    #expect(result.gradient.suffix(row.count).allSatisfy { $0.isFinite })
    #expect(result.losses[1].isFinite)
  }

  @Test(arguments: [1, 33, 6500])
  func `log probabilities are those of training, and the logits stay`(columns: Int) {
    let logits = randomFloats(3 * columns, seed: 2, scale: 5)
    let targets: [Int32] = [0, -1, Int32(columns - 1)]
    var result = [Double](repeating: .nan, count: 3)
    var stay = logits
    stay.withUnsafeMutableBufferPointer { logits in
      Softmax.logProbabilities(
        of: targets, logits: Matrix(logits.baseAddress!, rows: 3, columns: columns),
        into: &result)
    }
    #expect(stay.bits == logits.bits)
    let trained = Loss(logits, columns: columns, targets: targets)
    #expect(largestDeviation(result, from: trained.likelihoods.map(-)) < 1e-12)
    #expect(result[1] == 0)
  }
}

struct ArgmaxTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var row: [Float]
    var argmax: Int
  }

  static let cases = [
    Case(testDescription: "a single one", row: [-3], argmax: 0),
    Case(testDescription: "one after another", row: [1, 3, 2, 0], argmax: 1),
    Case(testDescription: "of equals the first", row: [5, 7, 7, 5, 7], argmax: 1),
    Case(testDescription: "zeros of both signs are equal", row: [-0.0, 0, -0.0], argmax: 0),
    Case(testDescription: "NaN is left out", row: [.nan, 1, .nan, 2], argmax: 3),
    Case(testDescription: "nothing but NaN", row: [.nan, .nan], argmax: 0),
    Case(
      testDescription: "infinities are numbers", row: [-.infinity, .nan, .infinity], argmax: 2),
    Case(testDescription: "nothing but −∞", row: [-.infinity, -.infinity], argmax: 0),
    Case(
      testDescription: "equals far apart", row: (0..<100).map { $0 % 33 == 32 ? 1 : 0 },
      argmax: 32),
  ]

  static func argmax(_ row: [Float]) -> Int {
    var row = row
    return row.withUnsafeMutableBufferPointer {
      Matrix($0.baseAddress!, rows: 1, columns: $0.count).argmax(row: 0)
    }
  }

  @Test(arguments: cases) func `the largest of special rows`(_ example: Case) {
    #expect(Self.argmax(example.row) == example.argmax)
  }

  @Test(arguments: [1, 15, 16, 17, 100, 6500])
  func `the largest is the first of all when sorted`(count: Int) {
    // Few different values, so that there are equals.
    let row = randomFloats(count, seed: count, scale: 50).map { $0.rounded() }
    #expect(Self.argmax(row) == row.indices.min { (-row[$0], $0) < (-row[$1], $1) })
  }
}
