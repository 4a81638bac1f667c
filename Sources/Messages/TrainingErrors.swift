import CommandLineInterface
import Corpora
import Decoding
import Files
import Training

extension PairLengthError {
  /// The caller knows the files.
  package func diagnostic(in files: CorpusFiles) -> Diagnostic {
    tooLongToScore(files.path(of: side), line: line, tokens: tokens, limit: limit)
  }
}

private func tooLongToScore(_ path: String, line: Int, tokens: Int, limit: Int) -> Diagnostic {
  Diagnostic(
    .badData,
    "\(place(path, line: line)): \(tokens) tokens are more than the \(limit) that can be scored",
    advice: "Is this a sentence? `translate corpus clean` leaves such lines out.")
}

extension CorpusPreparationError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .emptyCorpus(let files):
      Diagnostic(
        .badData, "\(input(files.path(of: .source))) has no line to learn from",
        advice: "A corpus has a sentence a line.")
    case .faults(let report):
      Diagnostic(
        .badData, "the corpus has faults:", details: faultLines(report),
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
    case .unrelatedVocabulary(let side):
      Diagnostic(
        .badData, "the \(side) vocabulary has none of the tokens of the corpus",
        advice: "Give a larger --max-size. A vocabulary file has to hold tokens as training splits "
          + "them: use `translate tokenize --joiner` with the same --bpe, then `translate vocab`.")
    case .otherVocabulary(let side):
      Diagnostic(
        .badData, "the \(side) vocabulary has changed since the training began",
        advice: "Give the file that it began with, or begin a new training in another directory.")
    case .otherMerges:
      Diagnostic(
        .badData, "the merges of --bpe have changed since the training began",
        advice: "Give the file that it began with, or begin a new training in another directory.")
    case .emptyValidation(let path):
      Diagnostic(
        .badData, "\(input(path)) has no line to validate by",
        advice: "Without --valid-source and --valid-target the last model is kept.")
    case .validationTooLong(let path, let line, let tokens, let limit):
      tooLongToScore(path, line: line, tokens: tokens, limit: limit)
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
    case .alreadyBegun(let folder):
      Diagnostic(
        .usage, "in \(quoted(folder)) there is a training already",
        advice: "Go on with it by --resume, or name another folder.")
    }
  }
}

extension TrainingSettingsError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .otherValue(let option, let now, let before, let checkpoint):
      Diagnostic(
        .usage,
        "--\(option) is \(text(now)), and the training in \(quoted(checkpoint)) was begun with "
          + text(before),
        advice: "Give the options that it was begun with, which stand in config.yaml beside it, or "
          + "begin another in another folder.")
    case .otherFile(let option, let checkpoint):
      Diagnostic(
        .badData,
        "the file of --\(option) is not what it was when the training in \(quoted(checkpoint)) began",
        advice: "Give the corpus that it was begun with, or begin another in another folder.")
    }
  }

  private func text(_ values: [String]) -> String {
    values.isEmpty ? "not given" : quoted(values.joined(separator: " "))
  }
}
