import CommandLineInterface
import Corpora
import TextProcessing
import Training

/// Tells on standard error what a corpus comes to before it is learned from.
struct PreparationDisplay {
  let isQuiet: Bool

  private func say(_ text: String) {
    if !isQuiet { note(text) }
  }

  func show(_ stage: CorpusPreparation.Stage) {
    switch stage {
    case .indexing: say("reading the corpus")
    case .checking: say("checking it")
    case .countingWords: say("counting words")
    case .learningMerges: say("learning to split them")
    case .countingTokens: say("splitting the corpus")
    }
  }

  func show(_ prepared: PreparedCorpus, validation: ValidationText?) throws {
    for file in prepared.inflated {
      say("\(shown(file.path)) is inflated to \(file.size) bytes in \(file.folder) for a while")
    }
    let notes = notesText(prepared.report)
    if !notes.isEmpty { say("the corpus is worth a look:\n\(notes)") }
    if prepared.drops.total > 0 {
      say("\(prepared.drops.total) pairs are left out: see drops.tsv")
    }
    for side in CorpusSide.allCases { try show(side, of: prepared, validation) }
  }

  /// Of its own text a vocabulary may well know all, and with pieces always does: that is not worth
  /// a word.
  private func show(
    _ side: CorpusSide, of prepared: PreparedCorpus, _ validation: ValidationText?
  ) throws {
    let (encoding, own) =
      side == .source
      ? (prepared.corpus.source, prepared.sourceCoverage.tokens)
      : (prepared.corpus.target, prepared.targetCoverage.tokens)
    let other = try validation?.coverage(of: side, by: encoding)
    let shares = [
      own.unknown > 0 ? share(own).map { "\($0) of its text" } : nil,
      other.flatMap(share).map { "\($0) of the validation text" },
    ].compactMap { $0 }
    let known = shares.isEmpty ? "" : ", which are \(shares.joined(separator: " and "))"
    say("the \(side) vocabulary has \(encoding.vocabulary.count) tokens\(known)")
  }

  /// Nil of nothing. Rounded down: what is not all does not read `100.00 %`.
  private func share(_ tally: VocabularyCoverage.Tally) -> String? {
    guard let rate = tally.rate else { return nil }
    return tally.unknown == 0 ? "all" : "\(fixed((1e4 * rate).rounded(.down) / 100, 2)) %"
  }
}
