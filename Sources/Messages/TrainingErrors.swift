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
    advice: "Is this a sentence? `translate corpus clean` drops such lines.")
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
        advice: "drops.tsv lists each; --max-length says how many tokens a sentence may have.")
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
        "\(input(path)) is not a checkpoint"
          + (format.map { ": its format is \(quoted($0))" } ?? ""),
        advice: "`translate train` saves checkpoints as checkpoint.safetensors in its directory.")
    case .missing(let path, let key):
      Diagnostic(.badData, "\(input(path)): the checkpoint has no `\(key)` in its metadata")
    case .malformed(let path, let key):
      Diagnostic(.badData, "\(input(path)): `\(key)` in the metadata is invalid")
    case .otherModel(let path, let tensor):
      Diagnostic(
        .badData, "\(input(path)) has no tensor `\(tensor)` of the size that the options give it",
        advice: "Resume with the options that the training began with.")
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
      "the checkpoint continues in epoch \(position.epoch) after the end of this corpus",
      advice: "Give the corpus that the training began with.")
  }
}

extension TrainingError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .diverged(let updates, let tensor):
      Diagnostic(
        .badData,
        "\(updates) consecutive updates had gradients that are not finite, the last in \(tensor)",
        advice: "The last good model and checkpoint are kept. Try a smaller --learn-rate.")
    case .tooLarge(let parameters, let needed, let available):
      Diagnostic(
        .usage,
        "training \(parameters) parameters needs \(amount(needed)) of memory; \(amount(available)) "
          + "is available",
        advice: "Give a smaller --dim-rnn, --dim-emb, --enc-depth with --dec-depth, or --max-size; "
          + "fewer --threads need less, too.")
    case .folderInUse(let folder, let process):
      Diagnostic(
        .usage,
        "\(quoted(folder)) is in use by another training: "
          + (process.map { "process \($0)" } ?? "a process that cannot be seen from here"),
        advice: "Wait until it ends, or choose another directory.")
    case .alreadyTrained(let folder):
      Diagnostic(
        .usage, "\(quoted(folder)) already contains a training run",
        advice: "Resume it with --resume, replace it with --overwrite, or choose another directory."
      )
    case .fileExists(let path):
      Diagnostic(
        .usage, "\(quoted(path)) exists, and there is no checkpoint of the training that wrote it",
        advice: "Replace it with --overwrite, or choose another directory.")
    case .foreignConfiguration(let path):
      Diagnostic(
        .usage,
        "\(quoted(path)) has comments or was not written by `translate train`, which would replace "
          + "it by the options of this training",
        advice: "Rename it, or choose another directory. --config reads options from any file.")
    case .inputInFolder(let path):
      Diagnostic(
        .usage, "\(quoted(path)) is an input of this training, which would overwrite it",
        advice: "Rename it, or choose another directory.")
    case .noCheckpoint(let path):
      Diagnostic(
        .missingInput, "there is no checkpoint \(quoted(path)) to resume from",
        advice: "The first one is saved after an epoch, or as --save-freq has it. Without --resume "
          + "a new training begins.")
    }
  }
}

extension TrainingSettingsError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .otherValue(let option, let now, let before, let checkpoint):
      Diagnostic(
        .usage,
        "--\(option) is \(now.isEmpty ? "not given" : text(now)), but the training in "
          + "\(quoted(checkpoint)) began \(before.isEmpty ? "without it" : "with \(text(before))")",
        advice: "Remove the option to resume with the recorded one, or begin a new training in "
          + "another directory.")
    case .otherFile(let option, let checkpoint):
      Diagnostic(
        .badData,
        "the file of --\(option) has changed since the training in \(quoted(checkpoint)) began",
        advice: "Give the file that it began with, or begin a new training in another directory.")
    case .noOptions(let checkpoint):
      Diagnostic(
        .badData, "\(quoted(checkpoint)) records no options: another program trained it",
        advice: "Only a training that `translate train` began can be resumed.")
    }
  }

  private func text(_ values: [String]) -> String { quoted(values.joined(separator: " ")) }
}
