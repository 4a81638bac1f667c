import CICU

/// What a language writes as one string though it is two words, or as two though it is one.
struct LanguageHabits: Sendable {
  /// Words that lose their last vowel before an apostrophe and stand by themselves: `l'` `homme`.
  var elisions: [String] = []
  /// Words that lean on the one before: `do` `n't`, `it` `'s`.
  var contractions: [String] = []
  /// Words that keep the apostrophe they end in: `un po'`.
  var shortenings: [String] = []
  /// Words whose dot belongs to them, in capitals or not: `Dr.`
  var abbreviations: [String] = []

  private static let french = LanguageHabits(
    elisions: [
      "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
    ],
    abbreviations: ["M", "MM", "Dr", "Pr", "etc", "cf", "av", "env", "tél", "chap", "p", "ex"])

  private static let italian = LanguageHabits(
    elisions: [
      "l", "d", "c", "m", "n", "s", "t", "v", "un", "all", "dall", "dell", "nell", "sull", "coll",
      "quell", "quest", "bell", "sant", "anch", "com", "cos", "ch", "dov", "quand", "tutt", "nient",
      "senz", "mezz", "dev", "vent", "trent", "quarant", "cinquant", "cent", "gl", "gliel", "degl",
      "agl", "pover", "brav", "grand", "quant", "altr", "ciascun", "nessun", "alcun", "qualcun",
    ],
    shortenings: ["po", "be", "va", "fa", "da", "di", "sta", "mo", "de", "ca"],
    abbreviations: ["dott", "prof", "sig", "ing", "avv", "ecc", "pag", "cap", "art", "tel"])

  private static let english = LanguageHabits(
    contractions: ["n't", "'s", "'m", "'d", "'re", "'ve", "'ll"],
    abbreviations: [
      "Mr", "Mrs", "Ms", "Dr", "Prof", "Rev", "Gen", "Col", "Lt", "Sgt", "Capt", "Sen", "Gov",
      "St", "Jr", "Sr", "Mt", "vs", "etc", "cf", "approx", "Inc", "Ltd", "Corp", "Jan", "Feb",
      "Aug", "Sept", "Oct", "Nov", "Dec",
    ])

  private static let german = LanguageHabits(
    abbreviations: [
      "Dr", "Prof", "Hr", "Fr", "Nr", "Str", "bzw", "usw", "ca", "evtl", "ggf", "vgl",
    ]
  )

  private static let anyLanguage = LanguageHabits(
    elisions: french.elisions + italian.elisions,
    contractions: english.contractions,
    abbreviations: english.abbreviations + ["bzw", "usw", "vgl", "cf", "ecc"])

  /// The habits of a locale's language; without a language all of them at once, as far as one
  /// language's do no harm in another (`M.` ends an English sentence).
  static func of(locale: String) -> LanguageHabits {
    switch language(of: locale) {
    case "fr": french
    case "it": italian
    case "en": english
    case "de": german
    case "", "und", "root": anyLanguage
    default: LanguageHabits()
    }
  }

  /// `fr` for `FR`, `fra` and `fr_CA`.
  private static func language(of locale: String) -> String {
    var name = [CChar](repeating: 0, count: 12)
    let length = Int(cicu_language(locale, &name))
    return String(decoding: name.prefix(max(length, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
