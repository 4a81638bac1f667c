import CommandLineInterface
import Corpora
import Files
import Glibc
import Kernels
import RecurrentModels
import TextProcessing

// Errors of models in words.

extension SafetensorsError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .notRegular(let path):
      Diagnostic(
        .missingInput, "\(input(path)) is no file, but a directory or a device",
        advice: modelFile(in: path).map { "The model in it is \(quoted($0))." }
          ?? "A model is one file, such as `model.safetensors`.")
    default: Diagnostic(.badData, message, advice: "Is this a model, and is it whole?")
    }
  }

  private var message: String {
    switch self {
    case .notRegular(let path): input(path)
    case .truncated(let path, let expected, let found):
      "\(input(path)) is no model: it ends after \(found) bytes, and its header would end at "
        + "\(expected)"
    case .headerTooLong(let path, let length, let limit):
      "\(input(path)) is no model: its header would be of \(length) bytes (at most \(limit))"
    case .malformedHeader(let path, let byte, let fault):
      "\(input(path)), byte \(byte + 1): this is no header of a model: \(words(fault))"
    case .notTwoOffsets(let path, let tensor, let found):
      "\(input(path)): the tensor \(quoted(tensor)) has \(found) offsets instead of two"
    case .unknownType(let path, let tensor, let type):
      "\(input(path)): the tensor \(quoted(tensor)) is of an unknown type, \(quoted(type))"
    case .sizeOverflow(let path, let tensor, _):
      "\(input(path)): no memory holds the tensor \(quoted(tensor))"
    case .wrongLength(let path, let tensor, let expected, let found):
      "\(input(path)): the tensor \(quoted(tensor)) has \(found) bytes, and its shape asks for "
        + "\(expected)"
    case .badOffsets(let path, let tensor, let begin, let end, let limit):
      "\(input(path)): the tensor \(quoted(tensor)) would lie at bytes \(begin) to \(end) of "
        + "\(limit)"
    case .overlap(let path, let first, let second):
      "\(input(path)): the tensors \(quoted(first)) and \(quoted(second)) overlap"
    case .unclaimedBytes(let path, let bytes):
      "\(input(path)): bytes \(bytes.lowerBound + 1) to \(bytes.upperBound) belong to no tensor"
    case .wrongType(let path, let tensor, let expected, let found):
      "\(input(path)): the tensor \(quoted(tensor)) is of \(found), and not of \(expected)"
    }
  }
}

/// That of a folder that `translate train` wrote.
private func modelFile(in folder: String) -> String? {
  let path = folder.hasSuffix("/") ? "\(folder)model.safetensors" : "\(folder)/model.safetensors"
  return access(path, R_OK) == 0 ? path : nil
}

/// What is wrong with JSON, as a part of a sentence.
package func words(_ fault: JSONFault) -> String {
  switch fault {
  case .notUTF8: "not UTF-8"
  case .endsEarly: "the end comes early"
  case .expected(let byte): "\(quoted(String(Unicode.Scalar(byte)))) is missing"
  case .expectedValue: "a value is missing"
  case .expectedNumber: "a number is missing"
  case .numberTooLarge: "a number is too large"
  case .controlCharacter: "a control character stands as itself"
  case .badEscape: "an escape means nothing"
  case .tooDeep(let limit): "more than \(limit) lists and objects within each other"
  case .duplicateKey(let key): "\(quoted(key)) is given twice"
  case .unknownKey(let key): "\(quoted(key)) means nothing"
  case .missingKey(let key): "\(quoted(key)) is missing"
  case .textAfterEnd: "something follows the end"
  }
}

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
        advice: "Name a model that `translate train` wrote.")
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
  package var diagnostic: Diagnostic? { Diagnostic(.badData, message, advice: advice) }

  private var message: String {
    switch self {
    case .malformedTokenizer(let path, let error):
      "\(input(path)): the model's tokenizer is no JSON at byte \(error.byte + 1): "
        + words(error.fault)
    case .unknownKey(let path, let key):
      "\(input(path)): the model's tokenizer has \(quoted(key)), which this program does not know"
    case .missingKey(let path, let key):
      "\(input(path)): the model's tokenizer has no `\(key)`"
    case .unknownValue(let path, let key, let value):
      "\(input(path)): the model's tokenizer has \(quoted(value)) for `\(key)`, "
        + "which means nothing here"
    }
  }

  private var advice: String? {
    switch self {
    case .unknownKey, .unknownValue: "A later program may have written the file."
    default: nil
    }
  }
}

/// What multiplies in place of what was asked for.
package func precisionText(_ precision: AvailablePrecision) -> String {
  "this processor has no \(precision.asked.rawValue): multiplying in \(precision.used.rawValue)"
}

/// In what this machine's tokenizer is unlike that of the machine that trained a model.
package func tokenizerText(_ difference: TokenizerOrigin.Difference, of path: String) -> String {
  let matter =
    switch difference.matter {
    case .icuVersion: "version of ICU"
    case .unicodeVersion: "version of Unicode"
    case .rules: "set of word rules"
    }
  return "\(input(path)) was trained on tokens of another \(matter) "
    + "(\(difference.there), here \(difference.here)): some words may be split otherwise"
}

extension MatrixMultiplicationError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .unsupported(let precision):
      Diagnostic(
        .usage, "this processor does not multiply in \(precision)",
        advice: "Give `--precision f32`.")
    case .failed: Diagnostic(.internalError, "oneDNN makes no product that the model needs")
    }
  }
}
