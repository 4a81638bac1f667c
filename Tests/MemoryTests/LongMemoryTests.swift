import Decoding
import Kernels
import MemoryExperiment
import RecurrentModels
import TestSupport
import Testing
import Threading
import Training

/// An encoder-decoder without attention has to remember: a country named at the start of a text decides
/// the last word of its translation, forty tokens later. The cell state is what carries it.
@Suite struct LongMemoryTests {
  @Test func `the cell state carries the country over forty tokens`() throws {
    let experiment = try TranslationExperiment(seed: 1)
    try experiment.train(updates: 3000)
    let pairs = try experiment.pairs(300, fillerTokens: 40, seed: 77)

    let own = try experiment.answers(to: pairs.map(\.own))
    let right = zip(own, pairs).count { $0 == experiment.answer(to: $1.own) }
    #expect(right * 100 >= 95 * pairs.count, "\(right) of \(pairs.count) are right")

    // The memory of the text that names another country, in the place of the text's own.
    let swapped = try experiment.answers(
      to: pairs.map(\.own), withMemoriesOf: pairs.map(\.other))
    let flipped = zip(swapped, pairs).count { $0 == experiment.answer(to: $1.other) }
    #expect(flipped * 100 >= 90 * pairs.count, "\(flipped) of \(pairs.count) answers follow c")

    let again = try experiment.answers(to: pairs.map(\.own), withMemoriesOf: pairs.map(\.own))
    #expect(again == own, "a memory put back changes nothing")
  }
}
