import CommandLineInterface
import Corpora
import Files
import Messages
import TextProcessing
import Training

/// The options of the training corpus and of how its text is split.
enum CorpusFlags {
  static let source = Option.path(
    "train-source", "FILE", "source side of the training corpus, one sentence per line; may be .gz")
  static let target = Option.path(
    "train-target", "FILE", "target side of the training corpus: the translation of each line")
  static let table = Option.path(
    "train-tsv", "FILE",
    "training corpus in one file instead: source, tab and target on each line")
  static let validSource = Option.path(
    "valid-source", "FILE", "source side of the validation set, which selects the best model")
  static let validTarget = Option.path(
    "valid-target", "FILE", "target side of the validation set: its references")
  static let maxLength = Option.integer(
    "max-length", "N", in: 1...65536, default: 100,
    "leave out pairs with more than N tokens on either side")

  static let section = Section(
    "Corpus", [source, target, table, validSource, validTarget, maxLength])

  static let sourceLanguage = Option.text(
    "source-language", "NAME",
    "language of the source, such as en or fr-CA: selects the tokenizer's elisions, contractions and abbreviations (en, fr, it, de; without a name, the elisions and contractions of all), the rules of --lowercase, and the scripts that the corpus check expects"
  )
  static let targetLanguage = Option.text(
    "target-language", "NAME", "language of the target, likewise")
  static let merges = Option.path(
    "bpe", "FILE", "split words by BPE merges that `translate bpe` learned")
  static let learnedMerges = Option.integer(
    "bpe-merges", "N", in: 0...1 << 20, default: 8000,
    "number of BPE merges to learn from both sides of the corpus; 0 keeps words whole")
  static let mergeDropout = Option.number(
    "bpe-dropout", "P", in: 0...0.9, default: 0,
    "probability of leaving out each merge, drawn again in each epoch (BPE-dropout)")
  static let maxSize = Option.integer(
    "max-size", "N", in: 4...1 << 24, "maximum size of a vocabulary, special tokens included")
  static let minFrequency = Option.integer(
    "min-frequency", "N", in: 1 ... .max, default: 1,
    "minimum count of a token to be in a vocabulary")
  static let sourceVocabulary = Option.path(
    "source-vocabulary", "FILE",
    "source vocabulary, as `translate vocab` writes it, instead of one built from the corpus; with --tied-embeddings it is the target vocabulary, too"
  )
  static let targetVocabulary = Option.path(
    "target-vocabulary", "FILE", "target vocabulary, likewise")

  static let textSection = Section(
    "Text",
    [
      TokenizerFlags.kind, TokenizerFlags.lowercase, TokenizerFlags.unicode, sourceLanguage,
      targetLanguage, merges, learnedMerges, mergeDropout, maxSize, minFrequency,
      sourceVocabulary, targetVocabulary,
    ])

  /// How the corpus is to be prepared. Reads the files of merges and vocabularies.
  static func preparation(_ arguments: Arguments) throws -> CorpusPreparation {
    var preparation = CorpusPreparation(try files(arguments))
    preparation.sourceTokenizer = TokenizerFlags.options(
      arguments, locale: arguments[sourceLanguage])
    preparation.targetTokenizer = TokenizerFlags.options(
      arguments, locale: arguments[targetLanguage])
    preparation.merges = .joint(
      try arguments[merges].map { .given(try BytePairMerges(path: $0)) }
        ?? (arguments[learnedMerges] == 0 ? .none : .learned(count: arguments[learnedMerges])))
    preparation.vocabularies = try vocabularies(arguments)
    preparation.maxLength = arguments[maxLength]
    preparation.invalidUTF8 = arguments[TextOptions.invalidUTF8]
    preparation.threads = TextOptions.threadCount(arguments)
    return preparation
  }

  private static func vocabularies(_ arguments: Arguments) throws -> PerSide<VocabularyPlan> {
    func given(_ option: Option<String?>) throws -> VocabularyPlan? {
      try arguments[option].map { .given(try Vocabulary(contentsOf: $0)) }
    }
    let built = VocabularyPlan.built(
      maxSize: arguments[maxSize], minFrequency: arguments[minFrequency])
    let (source, target) = (try given(sourceVocabulary), try given(targetVocabulary))
    let isTied = arguments[ModelFlags.tied]
    if isTied ? source != nil || target != nil : source != nil && target != nil {
      try refuse(
        [maxSize, minFrequency], in: arguments,
        "with a vocabulary file, whose tokens are all kept",
        advice: "Give both to `translate vocab`, which writes the file.")
    }
    guard isTied else { return .separate(source: source ?? built, target: target ?? built) }
    if let source, let target, source != target {
      throw Diagnostic(
        .usage,
        "--source-vocabulary and --target-vocabulary differ, and with --tied-embeddings, the "
          + "default, both languages share one vocabulary",
        advice: "Give one vocabulary of both languages, or --no-tied-embeddings.")
    }
    return .joint(source ?? target ?? built)
  }

  private static func files(_ arguments: Arguments) throws -> CorpusFiles {
    switch (arguments[source], arguments[target], arguments[table]) {
    case (let source?, let target?, nil): .sides(source: source, target: target)
    case (nil, nil, let table?): .table(table)
    default:
      throw Diagnostic(
        .usage, "the training corpus is either --train-source and --train-target, or --train-tsv",
        advice: "Such as: --train-source corpus.en --train-target corpus.fr")
    }
  }

  /// Nil where there is no validation set.
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
