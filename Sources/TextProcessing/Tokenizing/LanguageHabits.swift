/// What a language writes as one string though it is two words, or as two though it is one.
struct LanguageHabits: Sendable {
  /// Words that lose their last vowel before an apostrophe and stand by themselves: `l'` `homme`.
  var elisions: [String] = []
  /// Words that lean on the one before: `do` `n't`, `it` `'s`.
  var contractions: [String] = []
  /// Words whose dot belongs to them: `Dr.`
  var abbreviations: [String] = []

  private static let french = LanguageHabits(
    elisions: [
      "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
    ],
    abbreviations: ["M", "MM", "Dr", "Pr", "etc", "cf", "av", "env"])

  private static let italian = LanguageHabits(
    elisions: [
      "l", "d", "c", "m", "n", "s", "t", "v", "un", "all", "dall", "dell", "nell", "sull", "coll",
      "quell", "quest", "bell", "sant", "anch", "com", "dov", "tutt", "nient", "senz", "mezz",
      "vent", "gl", "degl", "agl",
    ],
    abbreviations: ["Dott", "Prof", "Sig", "ecc"])

  private static let english = LanguageHabits(
    contractions: ["n't", "'s", "'m", "'d", "'re", "'ve", "'ll"],
    abbreviations: [
      "Mr", "Mrs", "Ms", "Dr", "Prof", "Rev", "Gen", "Col", "Lt", "Sgt", "Capt", "St", "Jr", "Sr",
      "Mt", "vs", "etc", "approx",
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
    switch locale.prefix(while: { $0 != "_" && $0 != "-" && $0 != "@" }) {
    case "fr": french
    case "it": italian
    case "en": english
    case "de": german
    case "", "und", "root": anyLanguage
    default: LanguageHabits()
    }
  }
}
