import CommandLineInterface
import Glibc
import RecurrentModels
import TextProcessing

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
