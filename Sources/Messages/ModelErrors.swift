import CommandLineInterface
import Corpora
import Files
import Glibc
import Kernels
import RecurrentModels
import TextProcessing
import Training

// Messages of errors in models.

extension SafetensorsError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .directory(let path):
      Diagnostic(.missingInput, message, advice: adviceForDirectory(path))
    case .notRegular:
      Diagnostic(.missingInput, message, advice: "A model must be a regular file.")
    case .otherKind(let path, let kind):
      Diagnostic(.badData, message, advice: modelAdvice(beside: path) ?? kind.advice)
    default:
      Diagnostic(
        .badData, message,
        advice: "The file is not a model, or it is damaged: compare it with the original.")
    }
  }

  private var message: String {
    switch self {
    case .directory(let path): "\(input(path)) is a directory, not a model file"
    case .notRegular(let path): "\(input(path)) is a pipe or a device, not a model file"
    case .otherKind(let path, let kind): "\(input(path)) is \(kind.name), not a model"
    case .truncated(let path, let expected, let found):
      "\(input(path)) is not a model: it has \(found) bytes, and its header should end at byte "
        + "\(expected)"
    case .headerTooLong(let path, let length, let limit):
      "\(input(path)) is not a model: its header would have \(length) bytes (at most \(limit))"
    case .malformedHeader(let path, let byte, let fault):
      "\(input(path)), byte \(byte + 1): not a valid safetensors header: \(words(fault))"
    case .notTwoOffsets(let path, let tensor, let found):
      "\(input(path)): the tensor \(quoted(tensor)) has \(found) offsets instead of two"
    case .unknownType(let path, let tensor, let type):
      "\(input(path)): the tensor \(quoted(tensor)) has an unknown type, \(quoted(type))"
    case .sizeOverflow(let path, let tensor, _):
      "\(input(path)): the tensor \(quoted(tensor)) is too large for any memory"
    case .wrongLength(let path, let tensor, let expected, let found):
      "\(input(path)): the tensor \(quoted(tensor)) has \(found) bytes, and its shape needs "
        + "\(expected)"
    case .badOffsets(let path, let tensor, let begin, let end, let limit):
      "\(input(path)): the tensor \(quoted(tensor)) is at bytes \(begin) to \(end), and the file has "
        + "\(limit) bytes of tensors"
    case .overlap(let path, let first, let second):
      "\(input(path)): the tensors \(quoted(first)) and \(quoted(second)) overlap"
    case .unclaimedBytes(let path, let bytes):
      "\(input(path)): bytes \(bytes.lowerBound + 1) to \(bytes.upperBound) belong to no tensor"
    case .wrongType(let path, let tensor, let expected, let found):
      "\(input(path)): the tensor \(quoted(tensor)) has the type \(found), not \(expected)"
    }
  }
}

extension FileKind {
  fileprivate var name: String {
    switch self {
    case .empty: "an empty file"
    case .text: "a text file"
    case .gzip: "a gzip file"
    case .zip: "a zip archive"
    case .pyTorch: "a PyTorch checkpoint"
    case .npz: "a NumPy archive (.npz)"
    case .npy: "a NumPy array (.npy)"
    case .keras: "a Keras model"
    case .hdf5: "an HDF5 file"
    case .pickle: "a Python pickle"
    }
  }

  fileprivate var advice: String {
    switch self {
    case .empty, .text: "A model is a file that `translate train` writes: `model.safetensors`."
    case .gzip: "Models are not compressed. If there is a model in it, run gunzip first."
    case .zip, .pyTorch, .npz, .npy, .keras, .hdf5, .pickle:
      "Models of other programs cannot be read: `translate train` trains one."
    }
  }
}

// MARK: Where the model is

/// The model in a directory of `translate train`.
private func modelFile(in directory: String) -> String? {
  let path = file("model.safetensors", in: directory)
  return access(path, R_OK) == 0 ? path : nil
}

private func file(_ name: String, in directory: String) -> String {
  directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
}

private func adviceForDirectory(_ path: String) -> String {
  if let model = modelFile(in: path) { return "The model in it is `\(model)`." }
  return access(file("checkpoint.safetensors", in: path), F_OK) == 0
    ? "The training in it has not saved a model yet."
    : "A model is one file, such as `model.safetensors`."
}

/// Names the model in the directory of a file that is not one.
private func modelAdvice(beside path: String) -> String? {
  let slash = path.lastIndex(of: "/")
  let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  guard let model = modelFile(in: directory) else { return nil }
  return "The model is `\(slash == nil ? "model.safetensors" : model)`."
}

/// What is wrong with JSON, as a part of a sentence.
package func words(_ fault: JSONFault) -> String {
  switch fault {
  case .notUTF8: "not UTF-8"
  case .endsEarly: "it ends too early"
  case .expected(let byte): "\(quoted(String(Unicode.Scalar(byte)))) is missing"
  case .expectedValue: "a value is missing"
  case .expectedNumber: "a number is missing"
  case .numberTooLarge: "a number is too large"
  case .controlCharacter: "a control character is not escaped"
  case .badEscape: "an escape is not valid"
  case .tooDeep(let limit): "more than \(limit) nested arrays and objects"
  case .duplicateKey(let key): "\(quoted(key)) is given twice"
  case .unknownKey(let key): "\(quoted(key)) is not a known key"
  case .missingKey(let key): "\(quoted(key)) is missing"
  case .textAfterEnd: "something follows the end"
  }
}

extension ModelFileError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .notAModel(let path):
      Diagnostic(
        .badData, "\(input(path)) is a safetensors file, but not a model of `translate train`",
        advice: modelAdvice(beside: path)
          ?? "Models of other programs cannot be read: `translate train` trains one.")
    case .unknownFormat(let path, let found) where found.hasPrefix(checkpointFormat):
      Diagnostic(
        .badData, "\(input(path)) is a training checkpoint, not a model",
        advice: modelAdvice(beside: path)
          ?? "`translate train --resume` continues its training and writes `model.safetensors`.")
    case .unknownFormat(let path, let found):
      Diagnostic(
        .badData, "\(input(path)) has the format \(quoted(found)), which this version cannot read",
        advice: "It reads \(ModelMetadata.format). A later version may have written the file.")
    case .unknownTask(let path, let found):
      Diagnostic(
        .badData, "\(input(path)) is a model for an unknown task, \(quoted(found))", advice: later)
    case .otherTask(let path, let expected, let found):
      Diagnostic(
        .badData, "\(input(path)) is a model for the task `\(found)`, not `\(expected)`",
        advice: "Give a model that `translate train` wrote.")
    case .missingMetadata(let path, let key):
      Diagnostic(.badData, "\(input(path)): the model has no `\(key)` in its metadata")
    case .missingTensor(let path, let tensor):
      Diagnostic(
        .badData, "\(input(path)): the tensor `\(tensor)` of the config is missing")
    case .unexpectedTensor(let path, let tensor):
      Diagnostic(
        .badData, "\(input(path)): the tensor \(quoted(tensor)) is not part of the config's model")
    case .wrongShape(let path, let tensor, let expected, let found):
      Diagnostic(
        .badData,
        "\(input(path)): the tensor `\(tensor)` has the shape \(shape(found)), and the config and the "
          + "vocabularies need \(shape(expected))")
    }
  }

  private func shape(_ sizes: [Int]) -> String {
    "[\(sizes.map(String.init).joined(separator: ", "))]"
  }
}

/// What the formats of all versions of checkpoints begin with.
private let checkpointFormat = String(Checkpoint.format.prefix { $0 != "/" })

private let later = "A later version may have written the file."

extension ModelConfigError: Explained {
  package var diagnostic: Diagnostic? { Diagnostic(.badData, message, advice: advice) }

  private var message: String {
    switch self {
    case .malformed(let path, let error):
      "\(input(path)): the model's config is not valid JSON at byte \(error.byte + 1): "
        + words(error.fault)
    case .unknownKey(let path, let key):
      "\(input(path)): the model's config has an unknown key, \(quoted(key))"
    case .missingKey(let path, let key): "\(input(path)): the model's config has no `\(key)`"
    case .unknownValue(let path, let key, let value):
      "\(input(path)): the model's config has an unknown value for `\(key)`, \(quoted(value))"
    case .outOfRange(let path, let key, let value, let range):
      "\(input(path)): the model's config has \(value) for `\(key)`, which must be "
        + "\(range.lowerBound) to \(range.upperBound)"
    case .unequalDepths(let path, let encoder, let decoder):
      "\(input(path)): the model's config has enc-depth \(encoder) and dec-depth \(decoder), which "
        + "must be equal"
    case .conflict(let path, let conflict):
      "\(input(path)): the model's config contradicts itself: \(words(conflict))"
    }
  }

  private var advice: String? {
    switch self {
    case .unknownKey, .unknownValue: later
    default: nil
    }
  }
}

/// Part of a sentence about a config or a command line.
package func words(_ conflict: TranslationOptions.Conflict) -> String {
  switch conflict {
  case .feedWithoutAttention: "input-feed needs attention"
  case .oddUnits(let units): "a bidirectional encoder needs an even dim-rnn, not \(units)"
  case .tiedWidths(let embedding, let units):
    "tied-embeddings needs dim-emb equal to dim-rnn, not \(embedding) and \(units)"
  case .tiedVocabularies(let source, let target):
    "tied-embeddings needs one vocabulary for both sides, not two of \(source) and \(target) tokens"
  }
}

extension TextEncodingError: Explained {
  package var diagnostic: Diagnostic? { Diagnostic(.badData, message, advice: advice) }

  private var message: String {
    switch self {
    case .malformedTokenizer(let path, let error):
      "\(input(path)): the model's tokenizer is not valid JSON at byte \(error.byte + 1): "
        + words(error.fault)
    case .unknownKey(let path, let key):
      "\(input(path)): the model's tokenizer has an unknown key, \(quoted(key))"
    case .missingKey(let path, let key):
      "\(input(path)): the model's tokenizer has no `\(key)`"
    case .unknownValue(let path, let key, let value):
      "\(input(path)): the model's tokenizer has an unknown value for `\(key)`, \(quoted(value))"
    }
  }

  private var advice: String? {
    switch self {
    case .unknownKey, .unknownValue: later
    default: nil
    }
  }
}

/// That another precision is used than the one asked for.
package func precisionText(_ precision: AvailablePrecision) -> String {
  "this processor has no \(precision.asked.rawValue): multiplying in \(precision.used.rawValue)"
}

/// How this machine's tokenizer differs from that of the machine that trained a model.
package func tokenizerText(_ difference: TokenizerOrigin.Difference, of path: String) -> String {
  let matter =
    switch difference.matter {
    case .icuVersion: "version of ICU"
    case .unicodeVersion: "version of Unicode"
    case .rules: "set of tokenizer rules"
    }
  return "\(input(path)) was trained with another \(matter) "
    + "(\(difference.there), here \(difference.here)): some words may be split differently"
}

extension MatrixMultiplicationError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .unsupported(let precision):
      Diagnostic(
        .usage, "this processor cannot multiply in \(precision)",
        advice: "Use `--precision f32`.")
    case .failed: Diagnostic(.internalError, "oneDNN failed to multiply matrices of the model")
    }
  }
}
