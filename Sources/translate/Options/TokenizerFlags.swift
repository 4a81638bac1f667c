import CommandLineInterface
import TextProcessing

/// The options that decide what a token is.
enum TokenizerFlags {
  static let kind = Option.choice(
    "tokenizer", TokenizerKind.self, default: .icu,
    "icu: words by Unicode's rules and the language's habits; space: what is between spaces (with --joiner other white space is a token, too); char: characters (grapheme clusters); keras: as text_to_word_sequence"
  )
  static let locale = Option.text(
    "locale", "NAME",
    "the text's language, such as fr or tr-TR: its elisions, contractions and abbreviations, and its rules of lowercasing (without it: the elisions and contractions of all languages)"
  )
  static let lowercase = Option.flag("lowercase", "lowercase by the rules of the locale")
  static let unicode = Option.choice(
    "unicode", UnicodeForm.self, default: .none, "Unicode normalization of the text, done first")

  static let section = Section("Tokens", [kind, locale, lowercase, unicode])

  static func options(_ arguments: Arguments, locale: String?) -> TokenizerOptions {
    TokenizerOptions(
      kind: arguments[kind], locale: locale ?? "", lowercase: arguments[lowercase],
      unicodeForm: arguments[unicode])
  }
}

/// The options that split tokens into subwords.
enum SubwordFlags {
  static let merges = Option.path(
    "bpe", "FILE",
    "split words into subwords by the merges that `translate bpe` learned; all but the last of a word end in @@, or with --joiner all but the first begin with the joiner"
  )
  static let vocabulary = Option.path(
    "vocabulary", "FILE",
    "split subwords further that are not in this vocabulary: subwords and their counts, written as they are here, with joiners or with @@"
  )
  static let threshold = Option.integer(
    "vocabulary-threshold", "N", in: 0 ... .max, default: 0,
    "or whose count there is below N")
  static let glossary = Option.texts(
    "glossary", "REGEX", "do not split a token, or the part of it, that matches")
  static let dropout = Option.number(
    "dropout", "P", in: 0...1, default: 0,
    "BPE dropout: skip each merge with this probability")
  static let seed = Option.integer(
    "seed", "N", in: 0 ... .max, default: 1, "random seed of the dropout")

  static let section = Section(
    "Subwords", [merges, vocabulary, threshold, glossary, dropout, seed])

  /// `style` is how the subwords are written, here and in the vocabulary.
  static func subwords(_ arguments: Arguments, style: TokenStyle) throws -> Subwords? {
    guard let path = arguments[merges] else {
      try refuse(
        [vocabulary, threshold, glossary, dropout], in: arguments, "without \(merges.name)",
        advice: "Such as: --bpe merges.txt")
      return nil
    }
    if arguments[vocabulary] == nil {
      try refuse(
        [threshold], in: arguments, "without \(vocabulary.name)",
        advice: "Such as: --vocabulary vocab.bpe.en")
    }
    let known = try arguments[vocabulary].map {
      try BytePairVocabulary(path: $0, threshold: arguments[threshold], style: style)
    }
    let operand = arguments.operands.first
    let learned = try contents(
      of: path, expecting: .merges, orSwappedWith: operand,
      meant: "translate tokenize --bpe \(operand ?? "MERGES") \(path)",
      { try BytePairMerges(path: $0) })
    let encoder = try BytePairEncoder(learned, vocabulary: known, glossaries: arguments[glossary])
    return Subwords(
      encoder, dropout: arguments[dropout], seed: UInt64(arguments[seed]))
  }
}
