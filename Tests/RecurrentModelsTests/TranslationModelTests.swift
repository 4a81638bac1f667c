import Foundation
import Kernels
import TestSupport
import Testing
import TextProcessing
import Threading

@testable import RecurrentModels

struct TranslationModelTests {
  /// Losses and all gradients of every kind of model, against PyTorch's automatic differentiation.
  @Test(arguments: try TranslationFixture.cases())
  func `learns as PyTorch does`(fixture: TranslationFixture) throws {
    let model = TranslationModel(fixture.modelOptions)
    let expected = Set(fixture.tensors.keys)
    #expect(Set(model.layout.tensors.map(\.name)) == expected)
    var loss = Loss.none
    let flat = try model.layout.withPass(
      fixture.flat(model.layout), model.matrices, in: Workspace()
    ) { pass in
      loss = model.learn(from: fixture.batch, samples: 0..<fixture.sources.count, pass)
    }
    #expect(abs(loss.smoothed - fixture.loss) < 1e-5 * fixture.loss)
    #expect(abs(loss.plain - fixture.plain) < 1e-5 * fixture.plain)
    #expect(loss.predictions == fixture.targets.reduce(0) { $0 + $1.count })
    for tensor in model.layout.tensors {
      let difference = relativeDifference(
        Array(flat[tensor.range]), fixture.gradients[tensor.name]!)
      #expect(difference < 1e-5, "of \(tensor.name)")
    }
  }

  /// What decoding computes a word at a time is what learning computes at once, and has the same bits
  /// whatever sentences are beside it.
  @Test(arguments: try TranslationFixture.cases())
  func `steps say what learning says`(fixture: TranslationFixture) throws {
    let model = TranslationModel(fixture.modelOptions)
    let running = try InferenceModel(
      model, weights: FloatArray(fixture.flat(model.layout)), precision: .float32)
    let batch = fixture.batch
    func logProbabilities(_ range: Range<Int>) -> [Double] {
      let workspace = running.makeWorkspace()
      let state = running.encode(batch.sources, range, in: workspace)
      var sums = range.map { _ in 0.0 }
      let steps = range.map { batch.targets.length(of: $0) }.max()!
      for step in 0..<steps {
        let tokens: [Int32] = range.map { sentence in
          let target = Array(batch.targets[sentence])
          return step == 0
            ? Int32(SpecialToken.start.rawValue) : target[min(step - 1, target.count - 1)]
        }
        let output = tokens.withUnsafeBufferPointer {
          running.step($0, state, in: workspace)
        }
        for (row, sentence) in range.enumerated() where step < batch.targets.length(of: sentence) {
          var target = batch.targets[sentence][batch.targets[sentence].startIndex + step]
          var result = 0.0
          Softmax.logProbabilities(
            of: &target, logits: output.logits.rows(row..<row + 1), into: &result)
          sums[row] += result
        }
      }
      return sums
    }
    let together = logProbabilities(0..<batch.count)
    for (sum, expected) in zip(together, fixture.sentences) {
      #expect(abs(sum - expected) < 1e-5 * abs(expected))
    }
    for sentence in 0..<batch.count {
      #expect(logProbabilities(sentence..<sentence + 1) == [together[sentence]], "\(sentence)")
    }
  }

  /// Translations that go on say what they say by themselves, and take no more memory however often
  /// they are chosen.
  @Test(arguments: try TranslationFixture.cases())
  func `goes on with some translations`(fixture: TranslationFixture) throws {
    let running = try InferenceModel(
      TranslationModel(fixture.modelOptions),
      weights: FloatArray(fixture.flat(TranslationModel(fixture.modelOptions).layout)),
      precision: .float32)
    let sources = fixture.batch.sources
    func logits(
      _ state: DecoderState, _ tokens: [Int32], in workspace: Workspace
    ) -> [[UInt32]] {
      let mark = workspace.mark
      defer { workspace.release(to: mark) }
      let logits = tokens.withUnsafeBufferPointer {
        running.step($0, state, in: workspace).logits
      }
      return (0..<logits.rows).map { row in
        (0..<logits.columns).map { logits[row, $0].bitPattern }
      }
    }
    let together = running.makeWorkspace()
    let alone = running.makeWorkspace()
    var state = running.encode(sources, 0..<sources.count, in: together)
    _ = logits(
      state, Array(repeating: Int32(SpecialToken.start.rawValue), count: sources.count),
      in: together)
    let chosen = Array([sources.count - 1, 0, 0].prefix(sources.count).map(Int32.init))
    chosen.withUnsafeBufferPointer { state.reorder(rows: $0, in: together) }
    let output = logits(state, chosen.map { _ in 5 }, in: together)
    for (row, sentence) in chosen.enumerated() {
      let own = running.encode(sources, Int(sentence)..<Int(sentence) + 1, in: alone)
      _ = logits(own, [Int32(SpecialToken.start.rawValue)], in: alone)
      #expect(logits(own, [5], in: alone) == [output[row]], "\(sentence)")
    }

    let peak = together.peak
    for _ in 0..<100 {
      Array(chosen.indices.map(Int32.init)).withUnsafeBufferPointer {
        state.reorder(rows: $0, in: together)
      }
      _ = logits(state, chosen.map { _ in 5 }, in: together)
    }
    #expect(together.peak == peak)
  }

  /// A beam: several hypotheses of a sentence go on from its first, and each has the bits that it has
  /// by itself.
  @Test(arguments: try TranslationFixture.cases())
  func `hypotheses of a beam do not depend on each other`(fixture: TranslationFixture) throws {
    let model = TranslationModel(fixture.modelOptions)
    let running = try InferenceModel(
      model, weights: FloatArray(fixture.flat(model.layout)), precision: .float32)
    let sources = fixture.batch.sources
    func bits(_ logits: Matrix, _ row: Int) -> [UInt32] {
      (0..<logits.columns).map { logits[row, $0].bitPattern }
    }
    func step(_ tokens: [Int32], _ state: DecoderState, in workspace: Workspace) -> [[UInt32]] {
      let mark = workspace.mark
      defer { workspace.release(to: mark) }
      let logits = tokens.withUnsafeBufferPointer { running.step($0, state, in: workspace).logits }
      return (0..<logits.rows).map { bits(logits, $0) }
    }
    let start = Int32(SpecialToken.start.rawValue)
    let workspace = running.makeWorkspace()
    var state = running.encode(sources, 0..<sources.count, beam: 3, in: workspace)
    _ = step(Array(repeating: start, count: sources.count), state, in: workspace)
    let rows = (0..<Int32(sources.count)).flatMap { [$0, $0, $0] }
    rows.withUnsafeBufferPointer { state.reorder(rows: $0, in: workspace) }
    #expect(state.rows == state.capacity && Array(state.sentences) == rows)
    let tokens = rows.indices.map { Int32(4 + $0 % 3) }
    let together = step(tokens, state, in: workspace)
    for (row, sentence) in rows.enumerated() {
      let own = running.encode(sources, Int(sentence)..<Int(sentence) + 1, in: workspace)
      _ = step([start], own, in: workspace)
      #expect(step([tokens[row]], own, in: workspace) == [together[row]], "row \(row)")
    }
  }

  /// All words at once are as probable as one by one, and have the same bits in any batch.
  @Test(arguments: try TranslationFixture.cases())
  func `finds translations as probable as PyTorch does`(fixture: TranslationFixture) throws {
    let model = TranslationModel(fixture.modelOptions)
    let running = try InferenceModel(
      model, weights: FloatArray(fixture.flat(model.layout)), precision: .float32,
      on: WorkerPool(threads: 2))
    let batch = fixture.batch
    let workspace = running.makeWorkspace()
    let together = running.logProbabilities(of: batch, 0..<batch.count, in: workspace)
    for (sentence, logarithms) in together.enumerated() {
      let sum = logarithms.reduce(0, +)
      #expect(logarithms.count == batch.targets.length(of: sentence))
      #expect(abs(sum - fixture.sentences[sentence]) < 1e-5 * abs(sum))
      let alone = running.logProbabilities(
        of: batch, sentence..<sentence + 1, in: workspace)
      #expect(alone == [logarithms], "\(sentence)")
    }
  }
}

struct TranslationFixture: Decodable, CustomTestStringConvertible, Sendable {
  struct Options: Decodable, Sendable {
    var depth: Int?
    var both, feed, tied, normalized, residual: Bool?
    var attention: String?
    var smoothing: Float?
  }

  var name: String
  var cell: String
  var options: Options
  var sources, targets: [[Int32]]
  var sourceWords, targetWords, width, units: Int
  var loss, plain: Double
  var sentences: [Double]  // the log probability of each
  var tensors, gradients: [String: [Double]]

  var testDescription: String { name }

  static func cases() throws -> [TranslationFixture] {
    struct File: Decodable { var cases: [TranslationFixture] }
    let data = try Data(contentsOf: Fixture.url("translation.json"))
    return try JSONDecoder().decode(File.self, from: data).cases
  }

  var modelOptions: TranslationOptions {
    var made = TranslationOptions(sourceVocabulary: sourceWords, targetVocabulary: targetWords)
    made.cell = CellKind(rawValue: cell)!
    (made.embeddingWidth, made.units, made.depth) = (width, units, options.depth ?? 1)
    made.isBidirectional = options.both ?? false
    made.attention = options.attention.flatMap(AttentionKind.init)
    made.feedsInput = options.feed ?? false
    made.tiesEmbeddings = options.tied ?? false
    made.isNormalized = options.normalized ?? false
    made.isResidual = options.residual ?? false
    made.labelSmoothing = options.smoothing ?? 0
    return made
  }

  var batch: SentencePairs {
    SentencePairs(sources: IDSequences(sources), targets: IDSequences(targets))
  }

  func flat(_ layout: ParameterLayout) -> [Float] {
    var weights = [Float](repeating: 0, count: layout.size)
    for tensor in layout.tensors {
      weights.replaceSubrange(tensor.range, with: tensors[tensor.name]!.map(Float.init))
    }
    return weights
  }
}
