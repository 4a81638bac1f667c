import CommandLineInterface
import Files
import Kernels
import Messages
import RecurrentModels
import Testing
import TextProcessing

@testable import translate

@Suite("Errors of models in words")
struct ModelExplanationsTests {
  struct Case: CustomTestStringConvertible {
    var error: any Error & Sendable
    var status: Diagnostic.Status = .badData
    var message: String
    var advice: String?
    var testDescription: String { "\(error)" }
  }

  private static let damage =
    "The file is not a model, or it is damaged: compare it with the original."
  private static let later = "A later version may have written the file."
  private static let others =
    "Models of other programs cannot be read: `translate train` trains one."

  @Test(arguments: [
    Case(
      error: SafetensorsError.notRegular(path: "m"), status: .missingInput,
      message: "`m` is a pipe or a device, not a model file",
      advice: "A model must be a regular file."),
    Case(
      error: SafetensorsError.directory(path: "m"), status: .missingInput,
      message: "`m` is a directory, not a model file",
      advice: "A model is one file, such as `model.safetensors`."),
    Case(
      error: SafetensorsError.otherKind(path: "m", .npz),
      message: "`m` is a NumPy archive (.npz), not a model", advice: others),
    Case(
      error: SafetensorsError.otherKind(path: "m", .gzip),
      message: "`m` is a gzip file, not a model",
      advice: "Models are not compressed. If there is a model in it, run gunzip first."),
    Case(
      error: ModelFileError.unknownFormat(path: "m", found: "translate-checkpoint/9"),
      message: "`m` is a training checkpoint, not a model",
      advice: "`translate train --resume` continues its training and writes "
        + "`model.safetensors`."),
    Case(
      error: ModelFileError.notAModel(path: "m"),
      message: "`m` is a safetensors file, but not a model of `translate train`", advice: others),
    Case(
      error: SafetensorsError.malformedHeader(path: "m", byte: 8, fault: .expected(0x7B)),
      message: "`m`, byte 9: not a valid safetensors header: `{` is missing", advice: damage),
    Case(
      error: SafetensorsError.badOffsets(path: "m", tensor: "w", begin: 0, end: 9, limit: 8),
      message: "`m`: the tensor `w` is at bytes 0 to 9, and the file has 8 bytes of tensors",
      advice: damage),
    Case(
      error: SafetensorsError.unclaimedBytes(path: "m", bytes: 3..<5),
      message: "`m`: bytes 4 to 5 belong to no tensor", advice: damage),
    Case(
      error: ModelFileError.unknownFormat(path: "m", found: "translate-model/2"),
      message: "`m` has the format `translate-model/2`, which this version cannot read",
      advice: "It reads translate-model/1. A later version may have written the file."),
    Case(
      error: ModelFileError.wrongShape(path: "m", tensor: "w", expected: [2, 3], found: [3]),
      message: "`m`: the tensor `w` has the shape [3], and the config and the vocabularies need "
        + "[2, 3]"),
    Case(
      error: ModelConfigError.unknownKey(path: "m", key: "heads"),
      message: "`m`: the model's config has an unknown key, `heads`",
      advice: later),
    Case(
      error: ModelConfigError.outOfRange(path: "m", key: "dim-emb", value: "0", range: 1...9),
      message: "`m`: the model's config has 0 for `dim-emb`, which must be 1 to 9"),
    Case(
      error: ModelConfigError.unequalDepths(path: "m", encoder: 1, decoder: 2),
      message: "`m`: the model's config has enc-depth 1 and dec-depth 2, which must be equal"),
    Case(
      error: ModelConfigError.conflict(path: "m", .tiedWidths(embedding: 4, units: 6)),
      message: "`m`: the model's config contradicts itself: "
        + "tied-embeddings needs dim-emb equal to dim-rnn, not 4 and 6"),
    Case(
      error: TextEncodingError.unknownValue(path: "m", key: "kind", value: #""bytes""#),
      message: #"`m`: the model's tokenizer has an unknown value for `kind`, `"bytes"`"#,
      advice: later),
    Case(
      error: TextEncodingError.malformedTokenizer(
        path: "m", JSONError(byte: 0, fault: .expectedValue)),
      message: "`m`: the model's tokenizer is not valid JSON at byte 1: a value is missing"),
    Case(
      error: MatrixMultiplicationError.unsupported(precision: "bf16"), status: .usage,
      message: "this processor cannot multiply in bf16", advice: "Use `--precision f32`."),
  ])
  func `reads`(_ item: Case) {
    #expect(explain(item.error) == Diagnostic(item.status, item.message, advice: item.advice))
  }
}
