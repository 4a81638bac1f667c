import Files
import Kernels
import Testing
import TextProcessing

@testable import RecurrentModels

@Suite struct OutputLayerTests {
  /// Of so many words that the logits of twelve sentences of thirty words go in three chunks.
  private static let vocabulary = 60_000
  private static let model = {
    var options = TranslationOptions(sourceVocabulary: 8, targetVocabulary: vocabulary)
    (options.embeddingWidth, options.units, options.labelSmoothing) = (4, 4, 0.1)
    return TranslationModel(options)
  }()

  private static let batch = {
    var stream = RandomStream(seed: 1, number: 0)
    let targets = (0..<12).map { _ in
      (0..<29).map { _ in Int32(4 + stream.next(below: UInt64(vocabulary - 4))) } + [3]
    }
    return SentencePairs(
      sources: IDSequences(repeatElement([4, 5, 3], count: 12)), targets: IDSequences(targets))
  }()

  /// The loss and the gradients of sentences that go together as `parts` say, and the most memory.
  private func learned(
    _ parts: [Range<Int>], isAdding: Bool = true
  ) throws -> (Loss, gradients: [Float], peak: Int) {
    MatrixMultiplication.useOnlyThisThread()
    let model = Self.model
    let weights = FloatArray(count: model.layout.size)
    let values = ParameterValues(weights.elements, layout: model.layout)
    model.initialize(values, seed: 1)
    let packed = try PackedParameters(model.matrices, .float32, forTraining: true)
    packed.pack(values)
    let gradients = Gradients(model.layout)
    if isAdding { gradients.markAdded() }
    let workspace = Workspace()
    let pass = Pass(values, packed, gradients: gradients, in: workspace)
    var loss = Loss.none
    for part in parts {
      loss += model.learn(from: Self.batch, samples: part, pass)
    }
    return (loss, gradients.array.values, workspace.peak)
  }

  @Test func `tokens in chunks teach what they teach at once`() throws {
    let (loss, gradients, peak) = try learned([0..<12])
    let (each, eachGradients, _) = try learned((0..<12).map { $0..<$0 + 1 })
    #expect(loss.predictions == 360 && each.predictions == 360)
    #expect(abs(loss.smoothed - each.smoothed) < 1e-6 * each.smoothed)
    #expect(abs(loss.plain - each.plain) < 1e-6 * each.plain)
    for tensor in Self.model.layout.tensors {
      let (ours, theirs) = (gradients[tensor.range], eachGradients[tensor.range])
      #expect(relativeDifference(Array(ours), theirs.map(Double.init)) < 1e-5, "\(tensor.name)")
    }
    let logits = 360 * Self.vocabulary * MemoryLayout<Float>.stride
    #expect(peak < logits / 2, "all logits take \(logits) bytes")
  }

  @Test func `where nothing stands yet, all that is written is what would be added`() throws {
    let (_, added, _) = try learned([0..<12])
    let (_, written, _) = try learned([0..<12], isAdding: false)
    for tensor in Self.model.layout.tensors {
      #expect(written[tensor.range] == added[tensor.range], "\(tensor.name)")
    }
  }
}
