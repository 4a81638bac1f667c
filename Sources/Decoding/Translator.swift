import Files
import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// Translates text: lines in, as many lines out, in their order.
///
/// Sentences of about equal lengths form a batch, which goes to the next thread that is free. A
/// line's translation depends neither on the lines beside it nor on the number of threads.
package final class Translator: Sendable {
  package struct Options: Sendable {
    package var search = GreedySearch()
    /// The most sentences that go through the model together.
    package var miniBatch = 64
    /// The most ids of a source, without `</s>`.
    package var longestSource = 1000

    package init() {}
  }

  private let model: InferenceModel
  private let options: Options
  private let pool: WorkerPool
  private let encoder: LineEncoder
  private let decoder: SentenceDecoder
  private let rooms: [DecodingRoom]

  /// - Parameter pool: of threads on which oneDNN starts no threads of its own.
  package init(
    _ model: InferenceModel, source: TextEncoding, target: TextEncoding, _ options: Options,
    on pool: WorkerPool
  ) {
    self.model = model
    self.options = options
    self.pool = pool
    encoder = LineEncoder(source, on: pool)
    decoder = target.makeDecoder()
    rooms = (0..<pool.count).map { _ in DecodingRoom(model) }
  }

  /// Empty lines and those of white space alone give empty lines, without asking the model.
  package func translate(_ lines: [SourceLine]) throws -> [Translation] {
    let nonBlankLines = lines.indices.filter { !lines[$0].isBlank }
    let texts = nonBlankLines.map { lines[$0].text }
    let encoded = try encoder.encode(texts, limit: options.longestSource)
    let hypotheses = hypotheses(for: encoded.sequences)
    var translations = lines.map { _ in Translation(status: .empty) }
    for (place, line) in nonBlankLines.enumerated() {
      guard let hypothesis = hypotheses[place] else { continue }
      translations[line] = translation(
        hypothesis, isRepaired: lines[line].isRepaired, isCropped: encoded.isCropped[place])
    }
    if options.search.wantsAlignment {
      let tokens = try encoder.tokens(of: texts, limit: options.longestSource)
      for (place, line) in nonBlankLines.enumerated() {
        guard let hypothesis = hypotheses[place] else { continue }
        translations[line].alignment = Alignment(
          hypothesis.alignment, tokens: tokens[place], of: texts[place],
          to: decoder.decode(hypothesis.tokens))
      }
    }
    return translations
  }

  /// Nil for a source that is nothing but `</s>`.
  private func hypotheses(for sources: IDSequences) -> [Hypothesis?] {
    let nonEmpty = (0..<sources.count).filter { sources.length(of: $0) > 1 }
    let batches = lengthBatches(
      of: nonEmpty.map { sources.length(of: $0) }, size: options.miniBatch
    ).map { $0.map { nonEmpty[$0] } }
    let found = pool.map(batches.count) { [self] batch, worker in
      let numbers = batches[batch]
      return options.search.translate(
        sources.selecting(numbers), 0..<numbers.count, by: model, in: rooms[worker].workspace)
    }
    var results = [Hypothesis?](repeating: nil, count: sources.count)
    for (numbers, hypotheses) in zip(batches, found) {
      for (number, hypothesis) in zip(numbers, hypotheses) { results[number] = hypothesis }
    }
    return results
  }

  private func translation(
    _ hypothesis: Hypothesis, isRepaired: Bool, isCropped: Bool
  ) -> Translation {
    var text: [UInt8] = []
    decoder.append(hypothesis.tokens, to: &text)
    let status: LineStatus =
      isRepaired ? .repaired : isCropped ? .cropped : hypothesis.isComplete ? .ok : .maxLength
    return Translation(text: text, logProbability: hypothesis.logProbability, status: status)
  }
}

// MARK: Texts of any length

extension Translator {
  /// Translates a text of any length with only a part of it in memory: reads blocks of lines, and
  /// writes their translations in the same order.
  ///
  /// - Parameters:
  ///   - linesAtOnce: how many lines are read before they are translated, so that some of them have
  ///     equal lengths; nil to translate each block as it comes.
  ///   - repairing: whether what is not UTF-8 is replaced by U+FFFD; else it is an error, once the
  ///     lines before it are written.
  package func translate(
    _ nextBlock: () throws -> LineBlock?, linesAtOnce: Int?, repairing: Bool,
    _ write: ([SourceLine], [Translation]) throws -> Void
  ) throws {
    var waiting: [SourceLine] = []
    while let block = try nextBlock() {
      waiting += try block.sourceLines(repairing: repairing)
      let count = linesAtOnce ?? waiting.count
      var start = 0
      while waiting.count - start >= max(count, 1) {
        let part = Array(waiting[start..<start + count])
        try write(part, translate(part))
        start += count
      }
      waiting.removeSubrange(..<start)
    }
    if !waiting.isEmpty { try write(waiting, translate(waiting)) }
  }
}

/// The workspace in which a thread runs a model.
package final class DecodingRoom: @unchecked Sendable {  // used by one thread
  package let workspace: Workspace

  package init(_ model: InferenceModel) { workspace = model.makeWorkspace() }
}
