import Corpora
import Files
import Glibc
import TextProcessing

/// The log of a training, log.jsonl: a JSON object a line for each event, written as it happens, so
/// that it can be followed during the training.
package final class TrainingLog {
  private let path: String
  private let interval: Int
  private let descriptor: Int32

  /// - Parameter interval: updates between two that are logged.
  package init(path: String, appends: Bool, interval: Int) throws(FileError) {
    self.path = path
    self.interval = interval
    descriptor = open(
      path, O_RDWR | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC), 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, code: errno) }
    try removeHalfLine()
  }

  deinit { close(descriptor) }

  /// What a killed program left behind the last line feed is not an object, and would spoil the next.
  private func removeHalfLine() throws(FileError) {
    let size = lseek(descriptor, 0, SEEK_END)
    var (end, byte) = (size, UInt8(0))
    while end > 0, pread(descriptor, &byte, 1, end - 1) == 1, byte != UInt8(ascii: "\n") {
      end -= 1
    }
    if end < size, ftruncate(descriptor, end) != 0 { throw .writeFailed(path: path, code: errno) }
  }

  package func write(_ event: TrainingEvent) throws(FileError) {
    guard let entry = entry(event) else { return }
    let members = [JSON.Member("event", .string(entry.name))] + (entry.facts.members ?? [])
    var line = Array(JSON.object(members).text.utf8)
    line.append(UInt8(ascii: "\n"))
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw .writeFailed(path: path, code: errno)
      }
    }
  }

  /// Nil for what is not logged.
  private func entry(_ event: TrainingEvent) -> (name: String, facts: JSON)? {
    switch event {
    case .preparing, .precisionReplaced: nil
    case .prepared(let prepared, _): ("prepared", facts(of: prepared))
    case .started(let start):
      (
        "started",
        [
          "pairs": .integer(start.pairs), "parameters": .integer(start.parameters),
          "update": .integer(start.update),
        ]
      )
    case .metricReplaced(let metric, let other):
      (
        "metric-replaced",
        ["metric": .string(metric.rawValue), "replacement": .string(other.rawValue)]
      )
    case .triedLongestBatch(let sentences, let sourceWords, let targetWords):
      (
        "longest-batch",
        [
          "sentences": .integer(sentences), "source_words": .integer(sourceWords),
          "target_words": .integer(targetWords),
        ]
      )
    case .updated(let update, _):
      update.update.isMultiple(of: interval) ? ("update", facts(of: update)) : nil
    case .skippedUpdate(let epoch, let tensor, let lines):
      (
        "skipped",
        [
          "epoch": .integer(epoch), "tensor": .string(tensor),
          "lines": .array(lines.map { .integer($0) }),
        ]
      )
    case .validated(let validation): ("validation", facts(of: validation))
    case .epochEnded(let epoch): ("epoch", facts(of: epoch))
    case .saved(let path, let update):
      ("saved", ["path": .string(path), "update": .integer(update)])
    case .ended(let outcome):
      ("ended", ["how": .string(outcome.end.rawValue), "update": .integer(outcome.update)])
    }
  }

  /// With the lines of the validation text that the training text has too, where it was compared.
  private func facts(of prepared: PreparedCorpus) -> JSON {
    var facts = [
      JSON.Member("left_out", .integer(prepared.drops.total)),
      JSON.Member("source_vocabulary", .integer(prepared.corpus.source.vocabulary.count)),
      JSON.Member("target_vocabulary", .integer(prepared.corpus.target.vocabulary.count)),
    ]
    let overlaps = prepared.report.overlaps.map {
      JSON.Member($0.kind.rawValue, .integer($0.count))
    }
    if !overlaps.isEmpty { facts.append(JSON.Member("overlap", .object(overlaps))) }
    return .object(facts)
  }

  private func facts(of update: UpdateFacts) -> JSON {
    [
      "epoch": .integer(update.epoch), "update": .integer(update.update),
      "loss": .number(update.loss / Double(update.targetWords)),
      "cross_entropy": .number(update.plainLoss / Double(update.targetWords)),
      "gradient_norm": .number(update.gradientNorm),
      "learning_rate": .number(update.learningRate), "seconds": .number(update.seconds),
    ]
  }

  private func facts(of validation: ValidationFacts) -> JSON {
    [
      "epoch": .integer(validation.epoch), "update": .integer(validation.update),
      "scores": .object(
        ValidationMetric.allCases.map {
          JSON.Member($0.logKey, .number(validation.scores[$0] ?? 0))
        }),
      "best": .boolean(validation.isBest),
      "decided_by": .string(validation.decidedBy.rawValue),
      "distinct": .integer(validation.distinct),
      "seconds": .number(validation.seconds),
    ]
  }

  private func facts(of epoch: EpochFacts) -> JSON {
    [
      "epoch": .integer(epoch.epoch), "update": .integer(epoch.update),
      "loss": .number(epoch.loss), "cross_entropy": .number(epoch.crossEntropy),
      "words_per_second": .integer(epoch.wordsPerSecond), "seconds": .number(epoch.seconds),
    ]
  }
}

extension ValidationMetric {
  /// Keys of the log have underscores, also where the names of options have hyphens.
  fileprivate var logKey: String { String(rawValue.map { $0 == "-" ? "_" : $0 }) }
}
