import Files

// References to characters, as HTML and XML write them: `&amp;`, `&#39;`, `&#x27;`.

/// A reference in a text, and the character that it stands for.
struct CharacterReference: Equatable {
  var range: Range<Int>
  var scalar: Unicode.Scalar

  /// The first reference at or after a position. One that is not known, or has no semicolon, is text
  /// like any other.
  static func first(in text: Span<UInt8>, from start: Int = 0) -> CharacterReference? {
    var position = start
    while let ampersand = text.firstIndex(of: UInt8(ascii: "&"), from: position) {
      if let reference = CharacterReference(in: text, at: ampersand) { return reference }
      position = ampersand + 1
    }
    return nil
  }

  private static let longestName = 10

  private init?(in text: Span<UInt8>, at ampersand: Int) {
    let end = min(text.count, ampersand + 2 + Self.longestName)
    guard
      let semicolon = (ampersand + 1..<end).first(where: { text[$0] == UInt8(ascii: ";") }),
      let scalar = Self.scalar(String(text.extracting(ampersand + 1..<semicolon)))
    else { return nil }
    range = ampersand..<semicolon + 1
    self.scalar = scalar
  }

  private static func scalar(_ name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return namedCharacters[name] }
    let digits = name.dropFirst()
    let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
    let number = isHexadecimal ? digits.dropFirst() : digits
    guard number.first?.isHexDigit == true else { return nil }
    return UInt32(number, radix: isHexadecimal ? 16 : 10).flatMap(scalar(numbered:))
  }

  /// As the HTML standard has it, white space is a space (a line feed would be another line), and 128
  /// to 159 are Windows-1252. Control characters are left as they are.
  private static func scalar(numbered value: UInt32) -> Unicode.Scalar? {
    switch value {
    case 0x09, 0x0A, 0x0C, 0x0D, 0x2028, 0x2029: " "
    case 0x80...0x9F: windows1252[Int(value - 0x80)]
    case ..<0x20, 0x7F: nil
    default: Unicode.Scalar(value)
    }
  }

  /// From 0x80 on; five bytes have no character.
  private static let windows1252: [Unicode.Scalar?] = Array(
    "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ".unicodeScalars
  ).map { $0 == "\0" ? nil : $0 }
}

/// The names of HTML 4, and `apos` of XML. Those of Latin-1 are in the order of their characters.
private let namedCharacters: [String: Unicode.Scalar] = {
  let latin = """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn \
    sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave \
    Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml \
    ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN \
    szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml
    """
  let others = """
    quot " amp & lt < gt > apos ' OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜ \
    ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ dagger † Dagger ‡ bull • \
    hellip … permil ‰ prime ′ Prime ″ lsaquo ‹ rsaquo › oline ‾ frasl ⁄ euro € image ℑ weierp ℘ \
    real ℜ trade ™ alefsym ℵ larr ← uarr ↑ rarr → darr ↓ harr ↔ crarr ↵ lArr ⇐ uArr ⇑ rArr ⇒ \
    dArr ⇓ hArr ⇔ forall ∀ part ∂ exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ni ∋ prod ∏ sum ∑ \
    minus − lowast ∗ radic √ prop ∝ infin ∞ ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ sim ∼ \
    cong ≅ asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sub ⊂ sup ⊃ nsub ⊄ sube ⊆ supe ⊇ oplus ⊕ otimes ⊗ \
    perp ⊥ sdot ⋅ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lang ⟨ rang ⟩ loz ◊ spades ♠ clubs ♣ \
    hearts ♥ diams ♦ Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι \
    Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ \
    Psi Ψ Omega Ω alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ \
    lambda λ mu μ nu ν xi ξ omicron ο pi π rho ρ sigmaf ς sigma σ tau τ upsilon υ phi φ chi χ \
    psi ψ omega ω thetasym ϑ upsih ϒ piv ϖ
    """
  var characters: [String: Unicode.Scalar] = [
    "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}", "zwnj": "\u{200C}",
    "zwj": "\u{200D}", "lrm": "\u{200E}", "rlm": "\u{200F}",
  ]
  for (index, name) in latin.split(separator: " ").enumerated() {
    characters[String(name)] = Unicode.Scalar(UInt8(0xA0 + index))
  }
  let words = others.split(separator: " ")
  for index in stride(from: 0, to: words.count, by: 2) {
    characters[String(words[index])] = words[index + 1].unicodeScalars.first
  }
  return characters
}()
