import Corpora
import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// Computes how probable a model finds given translations.
///
/// A pair's scores depend neither on the pairs beside it nor on the number of threads.
package final class PairScorer: Sendable {
  /// The most ids of a side without `</s>`: a longer line is hardly a sentence, and would take
  /// gigabytes.
  package static let longest = 10_000

  package struct Score: Equatable, Sendable {
    /// The ids of the target, `</s>` last.
    package var ids: [Int32]
    /// The natural logarithm of the probability of each id, given the source and the ids before it.
    package var logProbabilities: [Double]

    package var sum: Double { logProbabilities.reduce(0, +) }
  }

  private let model: InferenceModel
  private let pool: WorkerPool
  private let miniBatch: Int
  private let source: LineEncoder
  private let target: LineEncoder
  private let rooms: [DecodingRoom]

  /// - Parameters:
  ///   - miniBatch: the most pairs that go through the model together.
  ///   - pool: of threads on which oneDNN starts no threads of its own.
  package init(
    _ model: InferenceModel, source: TextEncoding, target: TextEncoding, miniBatch: Int,
    on pool: WorkerPool
  ) {
    self.model = model
    self.pool = pool
    self.miniBatch = miniBatch
    self.source = LineEncoder(source, on: pool)
    self.target = LineEncoder(target, on: pool)
    rooms = (0..<pool.count).map { _ in DecodingRoom(model) }
  }

  /// Pairs of valid UTF-8. Throws a `PairLengthError` where one is too long.
  package func scores(of lines: [LinePair]) throws -> [Score] {
    let pairs = SentencePairs(
      sources: try source.encode(lines.map { Array($0.source.text) }).sequences,
      targets: try target.encode(lines.map { Array($0.target.text) }).sequences)
    try Self.checkLengths(of: pairs) { lines[$0].number }
    return scores(of: pairs)
  }

  /// Pairs that have passed `checkLengths`.
  package func scores(of pairs: SentencePairs) -> [Score] {
    let lengths = (0..<pairs.count).map {
      max(pairs.sources.length(of: $0), pairs.targets.length(of: $0))
    }
    let batches = lengthBatches(of: lengths, size: miniBatch)
    let found = pool.map(batches.count) { [self] batch, worker in
      let numbers = batches[batch]
      let some = SentencePairs(
        sources: pairs.sources.selecting(numbers), targets: pairs.targets.selecting(numbers))
      return model.logProbabilities(of: some, 0..<some.count, in: rooms[worker].workspace)
    }
    var scores = (0..<pairs.count).map {
      Score(ids: Array(pairs.targets[$0]), logProbabilities: [])
    }
    for (numbers, logProbabilities) in zip(batches, found) {
      for (number, each) in zip(numbers, logProbabilities) {
        scores[number].logProbabilities = each
      }
    }
    return scores
  }

  /// - Parameter line: the number of the line that a pair comes from.
  package static func checkLengths(
    of pairs: SentencePairs, line: (Int) -> Int = { $0 + 1 }
  ) throws(PairLengthError) {
    for (side, sequences) in [(CorpusSide.source, pairs.sources), (.target, pairs.targets)] {
      for pair in 0..<pairs.count where sequences.length(of: pair) > longest + 1 {
        throw PairLengthError(
          side: side, line: line(pair), tokens: sequences.length(of: pair) - 1, limit: longest)
      }
    }
  }
}

/// A line that is too long to be scored.
package struct PairLengthError: Error, Equatable, Sendable {
  package var side: CorpusSide
  package var line: Int  // counted from 1
  package var tokens: Int
  package var limit: Int
}
