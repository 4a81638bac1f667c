import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// Tells how probable a model finds translations that are there already.
///
/// A pair's figures depend neither on the pairs beside it nor on the number of threads.
package final class PairScorer: Sendable {
  /// More ids than this on a side are no sentence, and would take gigabytes.
  package static let longest = 10_000

  package struct Score: Equatable, Sendable {
    /// The ids of the target, `</s>` last.
    package var ids: [Int32]
    /// Of each of them, given the source and the ids before: natural logarithms.
    package var logProbabilities: [Double]

    package var sum: Double { logProbabilities.reduce(0, +) }
  }

  private let model: RunningModel
  private let pool: WorkerPool
  private let miniBatch: Int
  private let source: LineEncoder
  private let target: LineEncoder
  private let rooms: [DecodingRoom]

  /// - Parameters:
  ///   - miniBatch: how many pairs go together at most.
  ///   - pool: of threads that keep their products to themselves.
  package init(
    _ model: RunningModel, source: TextEncoding, target: TextEncoding, miniBatch: Int,
    on pool: WorkerPool
  ) {
    self.model = model
    self.pool = pool
    self.miniBatch = miniBatch
    self.source = LineEncoder(source, on: pool)
    self.target = LineEncoder(target, on: pool)
    rooms = (0..<pool.count).map { _ in DecodingRoom(model) }
  }

  /// Pairs of sound UTF-8. Throws a `PairLengthError` where one is too long.
  package func scores(of pairs: [LinePair]) throws -> [Score] {
    let pairs = SentencePairs(
      sources: try encode(pairs, .source, by: source),
      targets: try encode(pairs, .target, by: target))
    let lengths = (0..<pairs.count).map {
      max(pairs.sources.length(of: $0), pairs.targets.length(of: $0))
    }
    let batches = lengthBatches(of: lengths, size: miniBatch)
    let results = Guarded(pairs.targets.all.map { Score(ids: $0, logProbabilities: []) })
    pool.takeTurns(batches.count) { [self] batch, worker in
      let numbers = batches[batch]
      let some = SentencePairs(
        sources: pairs.sources.selecting(numbers), targets: pairs.targets.selecting(numbers))
      let found = model.logProbabilities(
        of: some, 0..<some.count, in: &rooms[worker].workspace)
      results.withLock { results in
        for (number, each) in zip(numbers, found) { results[number].logProbabilities = each }
      }
    }
    return results.withLock { $0 }
  }

  private func encode(
    _ pairs: [LinePair], _ side: CorpusSide, by encoder: LineEncoder
  ) throws -> IDSequences {
    let sequences = try encoder.encode(pairs.map { Array($0[side].text) }).sequences
    for (index, pair) in pairs.enumerated() where sequences.length(of: index) > Self.longest + 1 {
      throw PairLengthError(
        side: side, line: pair.number, tokens: sequences.length(of: index) - 1,
        limit: Self.longest)
    }
    return sequences
  }
}

extension IDSequences {
  fileprivate var all: [[Int32]] { (0..<count).map { Array(self[$0]) } }
}

/// A line that is too long to be scored.
package struct PairLengthError: Error, Equatable, Sendable {
  package var side: CorpusSide
  package var line: Int  // counted from 1
  package var tokens: Int
  package var limit: Int
}
