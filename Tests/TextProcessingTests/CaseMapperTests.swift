import Testing
import TextProcessing

@Suite struct CaseMapperTests {
  static let lowercases: [(name: String, locale: String, text: String, lowered: String)] = [
    ("ASCII", "", "The CAT @[`{ 42", "the cat @[`{ 42"),
    ("nothing", "", "", ""),
    ("nothing in Turkish", "tr", "", ""),
    ("capital I with a dot", "", "İSTANBUL", "i\u{307}stanbul"),
    ("sigma within and at the end of a word", "", "ΣΑΣ σας", "σας σας"),
    ("sharp s stays", "", "STRASSE straße", "strasse straße"),
    ("all letters grow", "", "ȺȺȺȺ", "ⱥⱥⱥⱥ"),
    ("Turkish, ASCII", "tr", "ISTANBUL", "ıstanbul"),
    ("Turkish in Turkey", "tr_TR", "İI", "iı"),
    ("Azeri in Latin letters", "az-Latn", "I", "ı"),
    ("Lithuanian, ASCII", "lt", "JIS", "jis"),
    ("Lithuanian, a dot kept above", "lt", "Ì", "i\u{307}\u{300}"),
    ("German", "de_AT", "ÄRGER", "ärger"),
  ]

  @Test(arguments: lowercases)
  func `lowercases as the locale does`(
    _ name: String, _ locale: String, _ text: String, _ lowered: String
  ) throws {
    var result = Array("> ".utf8)
    let mapper = try CaseMapper(locale: locale)
    mapper.appendLowercase(of: Array(text.utf8).span, to: &result)
    #expect(result == Array("> \(lowered)".utf8), "\(name)")
  }

  @Test func `a language that nobody speaks is refused`() {
    #expect(throws: CaseMapperError.unknownLocale("qqx_ZZ")) {
      try CaseMapper(locale: "qqx_ZZ")
    }
  }
}
