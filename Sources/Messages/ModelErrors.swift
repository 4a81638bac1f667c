import CommandLineInterface
import Kernels
import RecurrentModels
import TextProcessing

extension ModelFileError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .notAModel(let path):
      Diagnostic(
        .badData, "\(input(path)) holds tensors, and is no model of this program",
        advice: "`translate train` writes models.")
    case .unknownFormat(let path, let found):
      Diagnostic(
        .badData,
        "\(input(path)) is of the format \(quoted(found)), which this program does not know",
        advice: "It knows \(ModelMetadata.format): a later program may have written the file.")
    case .unknownTask(let path, let found):
      Diagnostic(.badData, "\(input(path)) is a model for a task we do not know, \(quoted(found))")
    case .otherTask(let path, let expected, let found):
      Diagnostic(
        .badData, "\(input(path)) is a model of the task `\(found)`, and not of `\(expected)`",
        advice: "Name a model that was trained with `--task \(expected)`.")
    case .missingMetadata(let path, let key):
      Diagnostic(.badData, "\(input(path)): the model has no `\(key)` in its metadata")
    case .missingTensor(let path, let tensor):
      Diagnostic(
        .badData, "\(input(path)): there is no tensor `\(tensor)`, which the config asks for")
    case .unexpectedTensor(let path, let tensor):
      Diagnostic(
        .badData, "\(input(path)): the config has no place for the tensor \(quoted(tensor))")
    case .wrongShape(let path, let tensor, let expected, let found):
      Diagnostic(
        .badData,
        "\(input(path)): the tensor `\(tensor)` is of \(shape(found)), where the config and the "
          + "vocabularies make it \(shape(expected))")
    }
  }

  private func shape(_ sizes: [Int]) -> String {
    sizes.map(String.init).joined(separator: " by ")
  }
}

extension ModelConfigError: Explained {
  package var diagnostic: Diagnostic? { Diagnostic(.badData, message, advice: advice) }

  private var message: String {
    switch self {
    case .malformed(let path, let error):
      "\(input(path)): the model's config is no JSON at byte \(error.byte + 1): "
        + words(error.fault)
    case .unknownKey(let path, let key):
      "\(input(path)): the model's config has \(quoted(key)), which this program does not know"
    case .missingKey(let path, let key): "\(input(path)): the model's config has no `\(key)`"
    case .unknownValue(let path, let key, let value):
      "\(input(path)): the model's config has \(quoted(value)) for `\(key)`, which means nothing here"
    case .outOfRange(let path, let key, let value, let range):
      "\(input(path)): the model's config has \(value) for `\(key)`, which goes from "
        + "\(range.lowerBound) to \(range.upperBound)"
    case .unequalDepths(let path, let encoder, let decoder):
      "\(input(path)): the encoder has \(encoder) layers and the decoder \(decoder)"
    case .conflict(let path, let conflict):
      "\(input(path)): the model's config contradicts itself: \(words(conflict))"
    }
  }

  private var advice: String? {
    switch self {
    case .unknownKey, .unknownValue: "A later program may have written the file."
    default: nil
    }
  }
}

/// As a part of a sentence, for a config and a command line alike.
package func words(_ conflict: TranslationOptions.Conflict) -> String {
  switch conflict {
  case .feedWithoutAttention: "input-feed needs attention"
  case .oddUnits(let units): "a bidirectional encoder needs an even dim-rnn, not \(units)"
  case .tiedWidths(let embedding, let units):
    "tied-embeddings needs a dim-emb like dim-rnn, not \(embedding) and \(units)"
  case .tiedVocabularies(let source, let target):
    "tied-embeddings needs one vocabulary for both sides, not \(source) and \(target) words"
  }
}

extension TextEncodingError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .malformedTokenizer(let path, let error):
      Diagnostic(
        .badData,
        "\(input(path)): the model's tokenizer is no JSON at byte \(error.byte + 1): "
          + words(error.fault))
    case .unknownKey(let path, let key):
      Diagnostic(
        .badData,
        "\(input(path)): the model's tokenizer has \(quoted(key)), which this program does not know",
        advice: "A later program may have written the file.")
    case .missingKey(let path, let key):
      Diagnostic(.badData, "\(input(path)): the model's tokenizer has no `\(key)`")
    case .unknownValue(let path, let key, let value):
      Diagnostic(
        .badData,
        "\(input(path)): the model's tokenizer has \(quoted(value)) for `\(key)`, "
          + "which means nothing here",
        advice: "A later program may have written the file.")
    }
  }
}

extension MatrixProductError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .unsupported(let precision):
      Diagnostic(
        .usage, "this processor does not multiply in \(precision)",
        advice: "Give `--precision f32`.")
    case .failed: Diagnostic(.internalFault, "oneDNN makes no product that the model needs")
    }
  }
}
