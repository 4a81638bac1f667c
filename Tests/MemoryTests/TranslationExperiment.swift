import Decoding
import Files
import Kernels
import MemoryExperiment
import RecurrentModels
import TestSupport
import TextProcessing
import Threading
import Training

/// A small translator without attention, and the corpus that asks what it remembers.
final class TranslationExperiment {
  private static let batch = 32
  private let corpus: MemoryCorpus
  private let form = MemoryForm(.translation)
  private let source: Vocabulary
  private let target: Vocabulary
  private let model: TranslationModel
  private let weights: FloatArray
  private let pool = WorkerPool(threads: 2, prepare: MatrixMultiplication.useOnlyThisThread)
  private let seed: UInt64

  init(seed: UInt64) throws {
    self.seed = seed
    let folder = Fixture.directory.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("corpora/memory").path
    corpus = try MemoryCorpus(words: MemoryWords(folder: folder), seed: seed)
    var random = SplitMix64(seed: seed)
    var counts = (source: TokenCounts(), target: TokenCounts())
    let scenes = try corpus.training.scenes(2000, fillerTokens: 0...40, using: &random)
    for example in scenes.map({ [corpus, form] in corpus.words.example(of: $0, as: form) }) {
      for token in example.source { counts.source.add(token.span) }
      for token in example.target { counts.target.add(token.span) }
    }
    source = try Vocabulary(counts: counts.source)
    target = try Vocabulary(counts: counts.target)
    var options = TranslationOptions(
      sourceVocabulary: source.count, targetVocabulary: target.count)
    (options.embeddingWidth, options.units) = (64, 128)
    options.forgetBias = .chrono(longest: 60)
    model = TranslationModel(options)
    weights = FloatArray(count: model.layout.size)
    model.initialize(ParameterValues(weights.elements, layout: model.layout), seed: seed)
  }

  func train(updates: Int) throws {
    let learner = try Learner(model, weights: weights, precision: .float32, on: pool)
    let optimizer = Optimizer(.adam(), parameterCount: weights.count)
    var random = SplitMix64(seed: seed ^ 0x5eed)
    for update in 1...updates {
      let scenes = try corpus.training.scenes(Self.batch, fillerTokens: 0...40, using: &random)
      let (loss, norm) = learner.learn(from: pairs(of: scenes))
      // The rate falls to nothing, so that the last updates settle.
      let rate = 3e-3 * Double(updates + 1 - update) / Double(updates)
      optimizer.update(
        weights: weights, gradients: learner.gradients, learningRate: rate,
        scale: norm.scale(clippingTo: 1, averagingOver: Double(loss.predictions)) ?? 0, on: pool)
      learner.repack()
    }
  }

  // MARK: Asking

  /// A text and the same text with another country in its first sentence.
  struct Pair {
    var own, other: MemoryScene
  }

  func pairs(_ count: Int, fillerTokens: Int, seed: UInt64) throws -> [Pair] {
    var random = SplitMix64(seed: seed)
    return try corpus.heldOut.mirrorPairs(count / 2, fillerTokens: fillerTokens, using: &random)
      .flatMap { [Pair(own: $0.first, other: $0.second), Pair(own: $0.second, other: $0.first)] }
  }

  /// The words of the target that the country decides.
  func answer(to scene: MemoryScene) -> [Int32] {
    let example = corpus.words.example(of: scene, as: form)
    return example.target[example.answer].map(targetID)
  }

  /// What the model says in the place of the answer, when all before it is as it should be; with
  /// other memories: those that the encoder ends with after another text.
  func answers(
    to scenes: [MemoryScene], withMemoriesOf others: [MemoryScene]? = nil
  ) throws -> [[Int32]] {
    let running = try InferenceModel(model, weights: weights, precision: .float32)
    let workspace = running.makeWorkspace()
    return scenes.indices.map { index in
      let mark = workspace.mark
      defer { workspace.release(to: mark) }
      let pair = pairs(of: [scenes[index]])
      let state = running.encode(pair.sources, 0..<1, in: workspace)
      if let others {
        let donor = running.encode(pairs(of: [others[index]]).sources, 0..<1, in: workspace)
        state.state(layer: 0).c.copy(donor.state(layer: 0).c)
      }
      return answer(to: scenes[index], Array(pair.targets[0]), running, state, workspace)
    }
  }

  private func answer(
    to scene: MemoryScene, _ target: [Int32], _ running: InferenceModel, _ state: DecoderState,
    _ workspace: Workspace
  ) -> [Int32] {
    let place = corpus.words.example(of: scene, as: form).answer
    var output: [Int32] = []
    for step in 0..<place.upperBound {
      // Within the answer the model goes on from its own words.
      let before =
        step == 0 ? Int32(SpecialToken.start.rawValue) : output.last ?? target[step - 1]
      let logits = [before].withUnsafeBufferPointer {
        running.step($0, state, in: workspace).logits
      }
      if step >= place.lowerBound {
        output.append(Int32(logits.argmax(row: 0)))
      }
    }
    return output
  }

  // MARK: Ids

  private func pairs(of scenes: [MemoryScene]) -> SentencePairs {
    let end = Int32(SpecialToken.end.rawValue)
    let examples = scenes.map { corpus.words.example(of: $0, as: form) }
    return SentencePairs(
      sources: IDSequences(
        examples.map { $0.source.map { Int32(source.textID(of: $0.span)) } + [end] }),
      targets: IDSequences(examples.map { $0.target.map(targetID) + [end] }))
  }

  private func targetID(_ token: [UInt8]) -> Int32 { Int32(target.textID(of: token.span)) }
}
