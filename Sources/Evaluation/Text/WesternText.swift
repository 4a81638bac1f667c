// The rules of mteval-v13a.pl, the script of the WMT evaluations, for languages of the west.

extension [Unicode.Scalar] {
  /// With the four entities of XML as what they stand for; `&amp;lt;` becomes `<`, as it does there.
  func decodingEntities() -> Self {
    guard contains("&") else { return self }
    return replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
  }

  /// With punctuation apart from words.
  func separatingPunctuation() -> Self { spaced(where: isMark).separatingPeriodsAndDashes() }

  /// The marks that digits may hold together: periods and commas, and a dash after a digit.
  func separatingPeriodsAndDashes() -> Self {
    spaced(.after) { !isDigit($0) && isPeriodOrComma($1) }
      .spaced(.before) { isPeriodOrComma($0) && !isDigit($1) }
      .spaced(.after) { isDigit($0) && $1 == "-" }
  }
}

private func isPeriodOrComma(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }

/// What always stands alone: ASCII's marks but for `'`, `,`, `-` and `.`.
func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case " "..."&", "("..."+", "/", ":"..."@", "["..."`", "{"..."~": true
  default: false
  }
}
