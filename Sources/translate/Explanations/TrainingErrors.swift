import CommandLineInterface
import Messages
import TextProcessing
import Training

extension CorpusPreparationError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .emptyCorpus(let files):
      Diagnostic(
        .badData, "\(input(files.path(of: .source))) has no line to learn from",
        advice: "A corpus has a sentence a line.")
    case .faults(let report):
      Diagnostic(
        .badData, "the corpus has faults:\n\(faultsText(report))",
        advice: "`translate corpus clean` leaves such pairs out, each with its reason.")
    case .nothingUsable(let files, let drops):
      Diagnostic(
        .badData,
        "all \(drops.total) pairs of \(input(files.path(of: .source))) are left out: "
          + "\(drops.empty) have an empty side, \(drops.tooManyTokens) too many tokens, "
          + "\(drops.invalidUTF8) are not UTF-8",
        advice: "drops.tsv tells of each; --max-length says how many tokens a sentence may have.")
    case .emptyVocabulary(let side):
      Diagnostic(
        .badData, "the \(side) vocabulary would have no token but the special ones",
        advice: "Give a smaller --min-frequency or a larger --max-size.")
    }
  }
}

extension CheckpointError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .notCheckpoint(let path, let format):
      Diagnostic(
        .badData,
        "\(input(path)) is no checkpoint"
          + (format.map { ", but of the format \(quoted($0))" } ?? ""),
        advice: "`translate train` writes one, checkpoint.safetensors, into its folder.")
    case .missing(let path, let key):
      Diagnostic(.badData, "\(input(path)): the checkpoint has no `\(key)` in its metadata")
    case .malformed(let path, let key):
      Diagnostic(.badData, "\(input(path)): `\(key)` in the metadata is not what it has to be")
    case .otherModel(let path, let tensor):
      Diagnostic(
        .badData, "\(input(path)) has no tensor `\(tensor)` of the size that the options ask for",
        advice: "Give the options that the training was begun with: they stand in config.yaml.")
    }
  }
}

extension BatchPositionError: Explained {
  package var diagnostic: Diagnostic? {
    let position =
      switch self {
      case .noSuchMaxiBatch(let position, _), .noSuchBatch(let position, _),
        .noSuchEpoch(let position):
        position
      }
    return Diagnostic(
      .badData,
      "the checkpoint goes on in epoch \(position.epoch) behind the end of this corpus",
      advice: "Give the corpus that the training was begun with.")
  }
}

extension TrainingError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .diverged(let updates, let tensor):
      Diagnostic(
        .badData,
        "\(updates) updates in a row had gradients that are not finite, the last in \(tensor)",
        advice: "The last good model and checkpoint are kept. Try a smaller --learn-rate.")
    case .tooLarge(let parameters, let needed, let available):
      Diagnostic(
        .usage,
        "training a model of \(parameters) weights takes \(amount(needed)) of memory, and there "
          + "are \(amount(available))",
        advice: "Give a smaller --dim-rnn, --dim-emb, --enc-depth with --dec-depth, or --max-size; "
          + "fewer --threads take less, too.")
    }
  }
}
