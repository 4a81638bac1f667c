import RecurrentModels
import Testing

@testable import Training

@Suite struct TrainingMemoryTests {
  /// 2²⁰ words of 2¹⁰ numbers on both sides and in the output, beside which the rest is small.
  private static let model = {
    var options = TranslationOptions(sourceVocabulary: 1 << 20, targetVocabulary: 1 << 20)
    (options.embeddingWidth, options.units) = (1 << 10, 1 << 10)
    return TranslationModel(options)
  }()

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var threads = 1
    var tables: Int  // each of 4 GiB
    var change: @Sendable (inout TrainingOptions) -> Void = { _ in }
    var testDescription: String { name }
  }

  /// Three tables for each array, and the output's packed: forward, backward, and for validation.
  static let cases = [
    Case(name: "Adam, 64 sentences in two shards", tables: 3 * 5 + 3),
    Case(name: "a shard by itself", tables: 3 * 4 + 3) { $0.batches.miniBatch = 1 },
    Case(name: "words in shards unknown", tables: 3 * 4 + 3) { $0.batches.miniBatchWords = 4000 },
    Case(name: "four shards on two threads", threads: 2, tables: 3 * 6 + 3) {
      $0.batches.miniBatch = 128
    },
    Case(name: "plain descent", tables: 3 * 3 + 3) { $0.method = .sgd() },
    Case(name: "an average", tables: 3 * 6 + 3) { $0.averagingRate = 0.01 },
    Case(name: "bfloat16", tables: 3 * 5 + 2) { $0.precision = .bfloat16 },
  ]

  @Test(arguments: cases) func `is known before it is there`(_ example: Case) {
    var options = TrainingOptions()
    example.change(&options)
    let memory = TrainingMemory(Self.model, options, threads: example.threads)
    let table = 1 << 32
    #expect(memory.byteCount >= example.tables * table)
    #expect(memory.byteCount < example.tables * table + table / 2)
  }

  @Test func `what exceeds the machine is refused`() throws {
    let memory = TrainingMemory(Self.model, TrainingOptions(), threads: 1)
    let parameters = Self.model.layout.parameterCount
    func refusal(_ room: Int) -> TrainingError {
      .tooLarge(parameters: parameters, needed: memory.byteCount, available: room)
    }
    let enough = memory.byteCount
    try memory.require(AvailableMemory(byteCount: nil, addresses: nil))
    try memory.require(AvailableMemory(byteCount: enough, addresses: enough + memory.reserved))
    #expect(throws: refusal(enough - 1)) {
      try memory.require(AvailableMemory(byteCount: enough - 1))
    }
    #expect(throws: refusal(enough - 1)) {
      try memory.require(AvailableMemory(addresses: enough - 1 + memory.reserved))
    }
    #expect(throws: refusal(0)) { try memory.require(AvailableMemory(addresses: 1)) }
  }

  @Test func `the system tells of what there is`() throws {
    let available = try #require(AvailableMemory.current.byteCount)
    #expect(available > 1 << 20)
  }
}
