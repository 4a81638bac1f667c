import CommandLineInterface
import TextProcessing

/// The options that say what a token is.
enum TokenizerFlags {
  static let kind = Option.choice(
    "tokenizer", TokenizerKind.self, default: .icu,
    "words by Unicode's rules and each language's habits; what stands between spaces (with --joiner other white space is a token, too); what a reader takes for a character; or Keras' text_to_word_sequence"
  )
  static let locale = Option.text(
    "locale", "NAME",
    "the text's language, such as fr or tr-TR: what it elides, contracts and abbreviates, and how it lowercases (without it: the elisions and contractions of all)"
  )
  static let lowercase = Option.flag("lowercase", "lowercase by the locale's rules")
  static let unicode = Option.choice(
    "unicode", UnicodeForm.self, default: .none, "the normal form to bring text into first")

  static let section = Section("Tokens", [kind, locale, lowercase, unicode])

  static func options(_ arguments: Arguments, locale: String?) -> TokenizerOptions {
    TokenizerOptions(
      kind: arguments[kind], locale: locale ?? "", lowercase: arguments[lowercase],
      unicodeForm: arguments[unicode])
  }
}

/// The options that split tokens into pieces.
enum SubwordFlags {
  static let merges = Option.path(
    "bpe", "FILE",
    "split words into pieces by the merges that `translate bpe` learned; a piece of a word that goes on ends in @@, or with --joiner the next begins with the joiner"
  )
  static let vocabulary = Option.path(
    "vocabulary", "FILE",
    "take pieces apart again that this vocabulary does not hold: pieces and their counts, written as they are here, with joiners or with @@"
  )
  static let threshold = Option.integer(
    "vocabulary-threshold", "N", in: 0 ... .max, default: 0,
    "or that it counts fewer times than this")
  static let glossary = Option.texts(
    "glossary", "REGEX", "keep whole a token that this matches, or the part of it that does")
  static let dropout = Option.number(
    "dropout", "P", in: 0...1, default: 0,
    "leave out each merge with this probability, so that training sees a word in many ways")
  static let seed = Option.integer(
    "seed", "N", in: 0 ... .max, default: 1, "what the dropout's chances follow from")

  static let section = Section(
    "Pieces of words", [merges, vocabulary, threshold, glossary, dropout, seed])

  /// `style` is how the pieces are written, and so how the vocabulary has them.
  static func subwords(_ arguments: Arguments, style: TokenStyle) throws -> Subwords? {
    guard let path = arguments[merges] else {
      try refuse(
        [vocabulary, threshold, glossary, dropout], in: arguments, "without \(merges.name)",
        advice: "Give both, or neither.")
      return nil
    }
    if arguments[vocabulary] == nil {
      try refuse(
        [threshold], in: arguments, "without \(vocabulary.name)", advice: "Give both, or neither.")
    }
    let known = try arguments[vocabulary].map {
      try BytePairVocabulary(path: $0, threshold: arguments[threshold], style: style)
    }
    let encoder = try BytePairEncoder(
      BytePairMerges(path: path), vocabulary: known, glossaries: arguments[glossary])
    return Subwords(
      encoder, dropout: arguments[dropout], seed: UInt64(arguments[seed]))
  }
}
