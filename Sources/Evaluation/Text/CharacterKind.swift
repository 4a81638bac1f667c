/// The classes of Unicode that the `intl` tokenizer tells apart.
enum CharacterKind {
  case number, punctuation, symbol, other

  init(_ scalar: Unicode.Scalar) {
    self = scalar.isASCII ? Self.ascii[Int(scalar.value)] : Self(scalar.properties.generalCategory)
  }

  private init(_ category: Unicode.GeneralCategory) {
    self =
      switch category {
      case .decimalNumber, .letterNumber, .otherNumber: .number
      case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
        .initialPunctuation, .finalPunctuation, .otherPunctuation:
        .punctuation
      case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: .symbol
      default: .other
      }
  }

  // Nearly every code point of nearly every text.
  private static let ascii = (0..<128 as Range<UInt8>).map {
    Self(Unicode.Scalar($0).properties.generalCategory)
  }
}
