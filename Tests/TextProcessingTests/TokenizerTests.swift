import Files
import TestSupport
import Testing
import TextProcessing

struct TokenizerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var tokens: String
    var locale = ""
    var testDescription: String { name }
  }

  private static let joined = [
    Case(
      name: "marks carry the joiner, words never do", text: "Hello, \"world\" (again)!",
      tokens: "Hello ￭, \"￭ world ￭\" (￭ again ￭) ￭!"),
    Case(
      name: "French elision", text: "L'homme qu'elle aime n'a pas d'ami jusqu'ici.",
      tokens: "L'￭ homme qu'￭ elle aime n'￭ a pas d'￭ ami jusqu'￭ ici ￭.", locale: "fr"),
    Case(
      name: "French elision with the curly apostrophe", text: "L’homme qu’on a vu",
      tokens: "L’￭ homme qu’￭ on a vu", locale: "fr"),
    Case(
      name: "French words with an apostrophe inside", text: "aujourd'hui d'aujourd'hui quelqu'un",
      tokens: "aujourd'hui d'￭ aujourd'hui quelqu'un", locale: "fr"),
    Case(
      name: "elision before a number", text: "l'11 novembre", tokens: "l'￭ 11 novembre",
      locale: "fr"),
    Case(
      name: "Italian elision", text: "L'amica dell'uomo, un'idea, c'è quest'anno.",
      tokens: "L'￭ amica dell'￭ uomo ￭, un'￭ idea ￭, c'￭ è quest'￭ anno ￭.", locale: "it"),
    Case(
      name: "English contractions", text: "Don't say it's John's: I'd've, we'll, they're.",
      tokens: "Do ￭n't say it ￭'s John ￭'s ￭: I ￭'d ￭'ve ￭, we ￭'ll ￭, they ￭'re ￭.",
      locale: "en"),
    Case(
      name: "English words that keep their apostrophe", text: "o'clock dogs' ma'am rock'n'roll",
      tokens: "o'clock dogs ￭' ma'am rock'n'roll", locale: "en"),
    Case(
      name: "German keeps its own", text: "Wie geht's? z.B. so.",
      tokens: "Wie geht's ￭? z.B. so ￭.", locale: "de"),
    Case(
      name: "without a language, every habit", text: "L'ami doesn't know C'EST DON'T",
      tokens: "L'￭ ami does ￭n't know C'￭ EST DO ￭N'T"),
    Case(
      name: "hyphens split", text: "arc-en-ciel", tokens: "arc ￭-￭ en ￭-￭ ciel"),
    Case(
      name: "numbers whole", text: "3.14 1,234,567.89 1.234,56 20°C 10:30 $5.00 -5%",
      tokens: "3.14 1,234,567.89 1.234,56 20 ￭°￭ C 10 ￭:￭ 30 $￭ 5.00 -￭ 5 ￭%"),
    Case(
      name: "decades and possessives after numbers", text: "the 1990's",
      tokens: "the 1990 ￭'s"),
    Case(
      name: "abbreviations whole", text: "Dr. Smith of the U.S. came at 5 p.m., e.g. today (etc.).",
      tokens: "Dr. Smith of the U.S. came at 5 p.m. ￭, e.g. today (￭ etc. ￭) ￭.", locale: "en"),
    Case(
      name: "a language by any of its names: in capitals", text: "L'homme",
      tokens: "L'￭ homme", locale: "FR"),
    Case(
      name: "of three letters", text: "L'homme", tokens: "L'￭ homme", locale: "fra"),
    Case(
      name: "with a character set", text: "L'homme don't", tokens: "L'￭ homme don't",
      locale: "fr.UTF-8"),
    Case(
      name: "monsieur only in French", text: "M. Dupont", tokens: "M. Dupont", locale: "fr"),
    Case(
      name: "initials, but not I", text: "J. K. Rowling met George W. Bush, and so did I.",
      tokens: "J. K. Rowling met George W. Bush ￭, and so did I ￭.", locale: "en"),
    Case(
      name: "abbreviations in any case", text: "MRS. Klaus, st. patrick, z. B. no.",
      tokens: "MRS. Klaus ￭, st. patrick ￭, z ￭. B. no ￭.", locale: "en"),
    Case(
      name: "Italian words cut short", text: "un po' d'acqua, va' via: 'sto cos'è",
      tokens: "un po' d'￭ acqua ￭, va' via ￭: '￭ sto cos'￭ è", locale: "it"),
    Case(
      name: "elision before a quotation", text: "L'«ami» d'\"or\" l'“art”",
      tokens: "L'￭ «￭ ami ￭» d'￭ \"￭ or ￭\" l'￭ “￭ art ￭”", locale: "fr"),
    Case(
      name: "a locale by its other names", text: "l'ami", tokens: "l'￭ ami", locale: "FRA"),
    Case(
      name: "addresses whole",
      text:
        "Mail jo.doe-x@my-site.co.uk, see (https://a.org/b_c?d=e&f#g). @some_one www.x.fr/a! 3.4/5 and/or "
        + "http://a.org/b_(c) www.le-monde.fr.",
      tokens: "Mail jo.doe-x@my-site.co.uk ￭, see (￭ https://a.org/b_c?d=e&f#g ￭) ￭. "
        + "@some_one www.x.fr/a ￭! 3.4 ￭/￭ 5 and ￭/￭ or "
        + "http://a.org/b_(c) www.le-monde.fr ￭."),
    Case(
      name: "emoji whole", text: "👨‍👩‍👧‍👦👍🏽 🇫🇷🇩🇪!", tokens: "👨‍👩‍👧‍👦 ￭👍🏽 🇫🇷 ￭🇩🇪 ￭!"),
    Case(
      name: "Chinese, Japanese and Thai by dictionary", text: "我们喜欢音乐 日本語を話します สวัสดีชาวโลก",
      tokens: "我们 ￭喜欢 ￭音乐 日本語 ￭を ￭話 ￭し ￭ます สวัสดี ￭ชาว ￭โลก"),
    Case(name: "dots that stand together", text: "Well... no", tokens: "Well ￭... no"),
    Case(
      name: "opening marks", text: "¿Qué? «Oui» „Ja“",
      tokens: "¿￭ Qué ￭? «￭ Oui ￭» „￭ Ja ￭“"),
    Case(
      name: "spaces that a space does not imply", text: " a  b   c\td\u{A0}e\u{2028}f ",
      tokens: "％0020￭ a ％0020￭ b ％0020 c ￭％0009￭ d ￭％00A0￭ e ￭％2028￭ f ￭％0020"),
    Case(name: "white space alone", text: "  ", tokens: "％0020 ￭％0020"),
    Case(name: "nothing", text: "", tokens: ""),
    Case(
      name: "the joiner and the escape themselves", text: "a￭b ％0020",
      tokens: "a ￭％FFED￭ b ％FF05￭ 0020"),
    Case(
      name: "a no-break space before French marks", text: "Vrai\u{202F}? «\u{A0}Oui\u{A0}»",
      tokens: "Vrai ￭％202F￭ ? « ￭％00A0￭ Oui ￭％00A0￭ »", locale: "fr"),
  ]

  @Test(arguments: joined)
  func `marks what was joined`(_ test: Case) throws {
    let output = try tokenized(
      test.text, TokenizerOptions(locale: test.locale), style: .joiners)
    #expect(output == test.tokens)
  }

  @Test func `writes plain tokens without joiners`() throws {
    let text = "L'ami\u{A0}: ￭ ％\tfin.\r"
    #expect(try tokenized(text, TokenizerOptions()) == "L' ami : ￭ ％ fin .")
    #expect(try tokenized("a\u{A0}b  c", TokenizerOptions(kind: .space)) == "a\u{A0}b c")
  }

  @Test func `takes grapheme clusters for characters`() throws {
    let options = TokenizerOptions(kind: .char)
    let text = "ab ́c ％\u{A0}🇫🇷é"
    #expect(
      try tokenized(text, options, style: .joiners) == "a ￭b ́ ￭c ％FF05 ￭％00A0￭ 🇫🇷 ￭é")
    #expect(
      try tokenized(text, options, style: .characters)
        == "a b ％0020 ́ c ％0020 ％FF05 ％00A0 🇫🇷 é")
  }

  @Test(arguments: [
    (TokenizerOptions(lowercase: true), "ΟΔΟΣ ΣΑΣ", "οδος σας"),
    (TokenizerOptions(locale: "tr", lowercase: true), "DIŞ İLK", "dış ilk"),
    (TokenizerOptions(locale: "de", lowercase: true), "STRAẞE", "straße"),
    (TokenizerOptions(unicodeForm: .nfc), "e\u{301}te\u{301}", "été"),
    (TokenizerOptions(unicodeForm: .nfkc), "ﬁn１２\u{A0}½", "fin12 1⁄2"),
    (TokenizerOptions(unicodeForm: .none), "e\u{301}", "e\u{301}"),
  ])
  func `normalizes first`(options: TokenizerOptions, text: String, tokens: String) throws {
    var options = options
    options.kind = .space
    #expect(Array(try tokenized(text, options).utf8) == Array(tokens.utf8))
  }

  @Test func `knows where each token came from`() throws {
    let text = "L'E\u{301}TÉ, ﬁn ½ İstanbul"
    let options = TokenizerOptions(lowercase: true, unicodeForm: .nfkc)
    let tokens = try Tokenizer(options).tokens(of: text)
    let raw = Array(text.utf8)
    let origins = tokens.map { String(decoding: raw[$0.range], as: UTF8.self) }
    #expect(tokens.map(\.text) == ["l'", "été", ",", "fin", "1⁄2", "i̇stanbul"])
    #expect(origins == ["L'", "E\u{301}TÉ", ",", "ﬁn", "½", "İstanbul"])
    #expect(tokens.map(\.isJoined) == [false, true, true, false, false, false])
  }

  /// The path that asks no rules must do as they do.
  @Test func `plain words are what the rules say`() throws {
    let breaker = try BreakingRules(.custom { wordRules }).makeBreaker()
    let letters = (0x41...0x24F).compactMap(Unicode.Scalar.init).filter {
      $0.value < 0x5B || (0x61...0x7A).contains($0.value) || $0.value > 0xA0
    }
    let tokenizer = try Tokenizer()
    var random = RandomText(seed: 9)
    var segments: [WordBreaker.Segment] = []
    for _ in 0..<20_000 {
      var word = String.UnicodeScalarView()
      for _ in 0...random.below(6) { word.append(letters[random.below(letters.count)]) }
      // A letter by itself with a dot is an initial, which the rules know nothing of.
      let isWord = word.count > 1 && word.allSatisfy(\.properties.isAlphabetic)
      let marks = ["", ",", "!", "?", ";", ":", "."]
      let text = String(word) + marks[random.below(isWord ? 7 : 6)]
      if text.unicodeScalars.contains(where: { $0.properties.isWhitespace }) { continue }
      breaker.segment(Array(text.utf8).span, into: &segments)
      let tokens = try tokenizer.tokens(of: text)
      try #require(tokens.map(\.range.upperBound) == segments.map { Int($0.end) }, "\(text)")
    }
  }

  @Test func `remembers without changing anything`() throws {
    let lines = (0..<3_000).map { "word\($0 % 700) isn't l'ami\($0 % 411), x\($0)." }
    for limit in [0, 1, 7, 1 << 16] {
      var writer = try Tokenizer().makeWriter(style: .joiners, remembering: limit)
      var fresh = try Tokenizer().makeWriter(style: .joiners, remembering: 0)
      for line in lines {
        var remembered: [UInt8] = []
        var anew: [UInt8] = []
        try writer.append(Array(line.utf8).span, marks: [], to: &remembered)
        try fresh.append(Array(line.utf8).span, marks: [], to: &anew)
        try #require(remembered == anew, "\(line) with room for \(limit)")
      }
    }
  }

  private func tokenized(
    _ text: String, _ options: TokenizerOptions, style: TokenStyle = .pieces
  ) throws -> String {
    var writer = try Tokenizer(options).makeWriter(style: style)
    var bytes = Array(text.utf8)
    var marks: LineMarks = []
    if bytes.last == 13 {
      bytes.removeLast()
      marks.insert(.carriageReturn)
    }
    var output: [UInt8] = []
    try writer.append(bytes.span, marks: marks, to: &output)
    return String(decoding: output, as: UTF8.self)
  }
}
