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

  private static let wholeness = "Is this a model, and is it whole?"
  private static let later = "A later program may have written the file."

  @Test(
    "reads",
    arguments: [
      Case(
        error: SafetensorsError.notRegular(path: "m"), status: .missingInput,
        message: "`m` is no file, but a directory or a device",
        advice: "A model is one file, such as `model.safetensors`."),
      Case(
        error: SafetensorsError.malformedHeader(path: "m", byte: 8, fault: .expected(0x7B)),
        message: "`m`, byte 9: this is no header of a model: `{` is missing", advice: wholeness),
      Case(
        error: SafetensorsError.badOffsets(path: "m", tensor: "w", begin: 0, end: 9, limit: 8),
        message: "`m`: the tensor `w` would lie at bytes 0 to 9 of 8", advice: wholeness),
      Case(
        error: SafetensorsError.unclaimedBytes(path: "m", bytes: 3..<5),
        message: "`m`: bytes 4 to 5 belong to no tensor", advice: wholeness),
      Case(
        error: ModelFileError.unknownFormat(path: "m", found: "translate-model/2"),
        message: "`m` is of the format `translate-model/2`, which this program does not know",
        advice: "It knows translate-model/1: a later program may have written the file."),
      Case(
        error: ModelFileError.wrongShape(path: "m", tensor: "w", expected: [2, 3], found: [3]),
        message: "`m`: the tensor `w` is of 3, where the config and the vocabularies make it 2 by 3"
      ),
      Case(
        error: ModelConfigError.unknownKey(path: "m", key: "heads"),
        message: "`m`: the model's config has `heads`, which this program does not know",
        advice: later),
      Case(
        error: ModelConfigError.outOfRange(path: "m", key: "dim-emb", value: "0", range: 1...9),
        message: "`m`: the model's config has 0 for `dim-emb`, which goes from 1 to 9"),
      Case(
        error: ModelConfigError.unequalDepths(path: "m", encoder: 1, decoder: 2),
        message: "`m`: the encoder has 1 layers and the decoder 2"),
      Case(
        error: ModelConfigError.conflict(path: "m", .tiedWidths(embedding: 4, units: 6)),
        message: "`m`: the model's config contradicts itself: "
          + "tied-embeddings needs a dim-emb like dim-rnn, not 4 and 6"),
      Case(
        error: TextEncodingError.unknownValue(path: "m", key: "kind", value: #""bytes""#),
        message: #"`m`: the model's tokenizer has `"bytes"` for `kind`, which means nothing here"#,
        advice: later),
      Case(
        error: TextEncodingError.malformedTokenizer(
          path: "m", JSONError(byte: 0, fault: .expectedValue)),
        message: "`m`: the model's tokenizer is no JSON at byte 1: a value is missing"),
      Case(
        error: MatrixMultiplicationError.unsupported(precision: "bf16"), status: .usage,
        message: "this processor does not multiply in bf16", advice: "Give `--precision f32`."),
    ])
  func explanation(_ item: Case) {
    #expect(explain(item.error) == Diagnostic(item.status, item.message, advice: item.advice))
  }
}
