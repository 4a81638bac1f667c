import CICU

/// A language's rules for words that are written together, or apart, but are not: splits what ICU
/// takes for one word (`l'homme`, `don't`), and joins what it splits (`l'11`, `1990's`). Applied
/// after ICU and not in its rules: rules that chain into one another would glue `dogs'`.
struct LanguageRules: Sendable {
  // All as `folded` has them.
  private let elisions: Set<[UInt8]>
  private let contractions: Set<[UInt8]>
  private let shortenings: Set<[UInt8]>
  private let abbreviations: Set<[UInt8]>

  /// The rules of a locale's language, or of several where the locale names none.
  init(locale: String) {
    func set(_ words: [String]) -> Set<[UInt8]> { Set(words.map { folded(Array($0.utf8).span) }) }
    let words = LanguageWords.of(language: language(of: locale))
    elisions = set(words.elisions)
    contractions = set(words.contractions)
    shortenings = set(words.shortenings)
    abbreviations = set(words.abbreviations)
  }

  /// Appends the tokens of what ICU takes for one word.
  func appendTokens(
    ofWord word: Range<Int>, in chunk: Span<UInt8>, to tokens: inout [ChunkToken]
  ) {
    var start = word.lowerBound
    while let end = endOfElision(in: chunk, start..<word.upperBound) {
      tokens.append(ChunkToken(end: Int32(end), kind: .elided))
      start = end
    }
    var starts: [Int] = []  // of contractions, the last first
    var end = word.upperBound
    while let found = startOfContraction(in: chunk, start..<end) {
      starts.append(found)
      end = found
    }
    tokens.append(ChunkToken(end: Int32(end), kind: .word))
    for index in starts.indices.reversed() {
      let end = index == 0 ? word.upperBound : starts[index - 1]
      tokens.append(ChunkToken(end: Int32(end), kind: .leaning))
    }
  }

  /// Whether a whole word is one that elides, so that an apostrophe after it belongs to it.
  func isElision(_ word: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    word.count <= 7 && elisions.contains(folded(chunk.extracting(word)))
  }

  /// Whether an apostrophe and the letters after it are a contraction.
  func isContraction(_ range: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    range.count <= 5 && contractions.contains(folded(chunk.extracting(range)))
  }

  /// Whether a word with an apostrophe after it keeps it.
  func isShortening(_ word: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    word.count <= 4 && shortenings.contains(folded(chunk.extracting(word)))
  }

  /// Whether a dot after a word belongs to it. A capital does, as the initial of a name; but `I` is a
  /// word.
  func isAbbreviation(_ word: Range<Int>, in chunk: Span<UInt8>) -> Bool {
    let first = chunk[word.lowerBound]
    if word.count == 1 && (0x41...0x5A).contains(first) && first != UInt8(ascii: "I") {
      return true
    }
    return word.count <= 8 && abbreviations.contains(folded(chunk.extracting(word)))
  }

  private func endOfElision(in chunk: Span<UInt8>, _ word: Range<Int>) -> Int? {
    for position in word.prefix(8) {
      let length = apostropheLength(in: chunk, at: position)
      guard length > 0 else { continue }
      let end = position + length
      let elides = end < word.upperBound && isElision(word.lowerBound..<position, in: chunk)
      return elides ? end : nil
    }
    return nil
  }

  private func startOfContraction(in chunk: Span<UInt8>, _ word: Range<Int>) -> Int? {
    guard !contractions.isEmpty else { return nil }
    // An apostrophe is one byte or three, and up to three letters stand around it.
    for start in word.dropFirst().suffix(5) where isContraction(start..<word.upperBound, in: chunk)
    {
      return start
    }
    return nil
  }
}

/// ASCII letters lowercased and curly apostrophes made plain.
private func folded(_ word: Span<UInt8>) -> [UInt8] {
  var result: [UInt8] = []
  var position = 0
  while position < word.count {
    let apostrophe = apostropheLength(in: word, at: position)
    let byte = word[position]
    result.append(
      apostrophe > 0 ? UInt8(ascii: "'") : (0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    position += max(apostrophe, 1)
  }
  return result
}

/// The bytes of a plain (U+0027) or curly (U+2019) apostrophe at a position; 0 where there is none.
func apostropheLength(in text: Span<UInt8>, at position: Int) -> Int {
  if text[position] == UInt8(ascii: "'") { return 1 }
  let isCurly =
    text[position] == 0xE2 && position + 2 < text.count && text[position + 1] == 0x80
    && text[position + 2] == 0x99
  return isCurly ? 3 : 0
}

/// `fr` for `FR`, `fra` and `fr_CA`.
private func language(of locale: String) -> String {
  var name = [CChar](repeating: 0, count: 12)
  let length = Int(cicu_language(locale, &name))
  return String(decoding: name.prefix(max(length, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The words of a language that its rules are about.
private struct LanguageWords: Sendable {
  /// Words that lose their last vowel before an apostrophe and are tokens of their own: `l'` `homme`.
  var elisions: [String] = []
  /// Words that lean on the one before: `do` `n't`, `it` `'s`.
  var contractions: [String] = []
  /// Words that keep the apostrophe they end in: `un po'`.
  var shortenings: [String] = []
  /// Words whose dot belongs to them, in capitals or not: `Dr.`
  var abbreviations: [String] = []

  /// Without a language the words of all, except those that do harm in another: `M.` ends an English
  /// sentence.
  static func of(language: String) -> LanguageWords {
    switch language {
    case "fr": french
    case "it": italian
    case "en": english
    case "de": german
    case "", "und", "root": anyLanguage
    default: LanguageWords()
    }
  }

  static let french = LanguageWords(
    elisions: [
      "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
    ],
    abbreviations: ["M", "MM", "Dr", "Pr", "etc", "cf", "av", "env", "tél", "chap", "p", "ex"])

  static let italian = LanguageWords(
    elisions: [
      "l", "d", "c", "m", "n", "s", "t", "v", "un", "all", "dall", "dell", "nell", "sull", "coll",
      "quell", "quest", "bell", "sant", "anch", "com", "cos", "ch", "dov", "quand", "tutt", "nient",
      "senz", "mezz", "dev", "vent", "trent", "quarant", "cinquant", "cent", "gl", "gliel", "degl",
      "agl", "pover", "brav", "grand", "quant", "altr", "ciascun", "nessun", "alcun", "qualcun",
    ],
    shortenings: ["po", "be", "va", "fa", "da", "di", "sta", "mo", "de", "ca"],
    abbreviations: ["dott", "prof", "sig", "ing", "avv", "ecc", "pag", "cap", "art", "tel"])

  static let english = LanguageWords(
    contractions: ["n't", "'s", "'m", "'d", "'re", "'ve", "'ll"],
    abbreviations: [
      "Mr", "Mrs", "Ms", "Dr", "Prof", "Rev", "Gen", "Col", "Lt", "Sgt", "Capt", "Sen", "Gov",
      "St", "Jr", "Sr", "Mt", "vs", "etc", "cf", "approx", "Inc", "Ltd", "Corp", "Jan", "Feb",
      "Aug", "Sept", "Oct", "Nov", "Dec",
    ])

  static let german = LanguageWords(
    abbreviations: [
      "Dr", "Prof", "Hr", "Fr", "Nr", "Str", "bzw", "usw", "ca", "evtl", "ggf", "vgl",
    ])

  static let anyLanguage = LanguageWords(
    elisions: french.elisions + italian.elisions,
    contractions: english.contractions,
    abbreviations: english.abbreviations + ["bzw", "usw", "vgl", "cf", "ecc"])
}
