import CommandLineInterface
import Corpora
import Files
import Messages
import TextProcessing
import Training

/// The options that say what is learned from, and how its text is split.
enum CorpusFlags {
  static let source = Option.path(
    "train-source", "FILE", "sentences to learn from, one a line; may be gzip")
  static let target = Option.path("train-target", "FILE", "what they are in the other language")
  static let table = Option.path(
    "train-tsv", "FILE", "or one file with a source, a tab and a target on each line")
  static let validSource = Option.path(
    "valid-source", "FILE", "other sentences, by which the best model is found")
  static let validTarget = Option.path("valid-target", "FILE", "their translations")
  static let maxLength = Option.integer(
    "max-length", "N", in: 1...65536, default: 100,
    "leave out pairs with a sentence of more tokens")

  static let section = Section(
    "Corpus", [source, target, table, validSource, validTarget, maxLength])

  static let sourceLanguage = Option.text(
    "source-language", "NAME",
    "such as en or fr-CA: words are split by what it elides, contracts and abbreviates (known of en, fr, it and de; without a name by the elisions and contractions of all), --lowercase follows its rules, and lines in a script that it does not use are told of"
  )
  static let targetLanguage = Option.text("target-language", "NAME", "the same for the target")
  static let merges = Option.path(
    "bpe", "FILE", "split words into pieces by merges that `translate bpe` learned")
  static let learnedMerges = Option.integer(
    "bpe-merges", "N", in: 0...1 << 20, default: 8000,
    "or by as many that are learned from both sides of the corpus; 0 keeps words whole")
  static let mergeDropout = Option.number(
    "bpe-dropout", "P", in: 0...0.9, default: 0,
    "leave out each merge with this probability, anew in each epoch")
  static let maxSize = Option.integer(
    "max-size", "N", in: 4...1 << 24, "tokens of a vocabulary, the special ones counted")
  static let minFrequency = Option.integer(
    "min-frequency", "N", in: 1 ... .max, default: 1,
    "how often a token has to come to be in a vocabulary")

  static let textSection = Section(
    "Text",
    [
      TokenizerFlags.kind, TokenizerFlags.lowercase, TokenizerFlags.unicode, sourceLanguage,
      targetLanguage, merges, learnedMerges, mergeDropout, maxSize, minFrequency,
    ])

  /// What is to be prepared.
  static func preparation(_ arguments: Arguments) throws -> CorpusPreparation {
    var preparation = CorpusPreparation(try files(arguments))
    preparation.sourceTokenizer = TokenizerFlags.options(
      arguments, locale: arguments[sourceLanguage])
    preparation.targetTokenizer = TokenizerFlags.options(
      arguments, locale: arguments[targetLanguage])
    preparation.merges = .joint(
      try arguments[merges].map { .given(try BytePairMerges(path: $0)) }
        ?? (arguments[learnedMerges] == 0 ? .none : .learned(count: arguments[learnedMerges])))
    let vocabulary = VocabularyPlan.built(
      maxSize: arguments[maxSize], minFrequency: arguments[minFrequency])
    preparation.vocabularies =
      arguments[ModelFlags.tied]
      ? .joint(vocabulary) : .separate(source: vocabulary, target: vocabulary)
    preparation.maxLength = arguments[maxLength]
    preparation.invalidUTF8 = arguments[TextOptions.invalidUTF8]
    preparation.threads = TextOptions.threadCount(arguments)
    return preparation
  }

  private static func files(_ arguments: Arguments) throws -> CorpusFiles {
    switch (arguments[source], arguments[target], arguments[table]) {
    case (let source?, let target?, nil): .sides(source: source, target: target)
    case (nil, nil, let table?): .table(table)
    default:
      throw Diagnostic(
        .usage, "a corpus is --train-source and --train-target, or --train-tsv alone",
        advice: "Such as: --train-source corpus.en --train-target corpus.fr")
    }
  }

  /// Nil where no files are named.
  static func validationFiles(_ arguments: Arguments) throws -> CorpusFiles? {
    switch (arguments[validSource], arguments[validTarget]) {
    case (nil, nil): nil
    case (let source?, let target?): .sides(source: source, target: target)
    default:
      throw Diagnostic(
        .usage, "--valid-source and --valid-target go together", advice: "Name both files.")
    }
  }
}
