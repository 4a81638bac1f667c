import CommandLineInterface
import Corpora
import TextProcessing

/// What the commands on parallel corpora have in common.
enum CorpusOptions {
  static let table = Option.path(
    "tsv", "FILE", "one file with a source, a tab and a target on each line, instead of two files")
  static let sourceLanguage = Option.text(
    "source-language", "NAME", "such as en: finds lines in a wrong script")
  static let targetLanguage = Option.text("target-language", "NAME", "the same for the target")
  static let json = Option.flag("json", "print JSON")

  static let operands: [Operand] = [
    .file("SOURCE", optional: true), .file("TARGET", optional: true),
  ]

  /// Refuses a language that ICU does not know, since its scripts would be unknown too.
  static func checkLanguages(_ arguments: Arguments) throws {
    for name in [arguments[sourceLanguage], arguments[targetLanguage]].compactMap({ $0 }) {
      _ = try Tokenizer(TokenizerOptions(locale: name))
    }
  }

  /// The corpus that the operands or --tsv name.
  static func files(_ arguments: Arguments) throws -> CorpusFiles {
    switch (arguments[table], arguments.operands.count) {
    case (let path?, 0): .table(path)
    case (nil, 2): .sides(source: arguments.operands[0], target: arguments.operands[1])
    default:
      throw Diagnostic(
        .usage, "a corpus is two files, SOURCE and TARGET, or one that --tsv names",
        advice: "Such as: corpus.en corpus.fr")
    }
  }
}
