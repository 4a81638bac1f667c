import Files

/// What tokens depend on besides their options: another ICU may know other words.
public struct TokenizerOrigin: Sendable {
  public var icuVersion: String
  public var unicodeVersion: String
  /// A hash of the program's word rules, in hexadecimal digits.
  public var rules: String

  public init(icuVersion: String, unicodeVersion: String, rules: String) {
    self.icuVersion = icuVersion
    self.unicodeVersion = unicodeVersion
    self.rules = rules
  }

  /// This program on this machine.
  public static let current = TokenizerOrigin(
    icuVersion: UnicodeLibrary.icuVersion, unicodeVersion: UnicodeLibrary.unicodeVersion,
    rules: String(lineHash(Array(wordRules.utf8).span), radix: 16))

  /// Something that is not as it was where the model was trained. No error: text may still be split
  /// as it was, and mostly is.
  public struct Difference: Equatable, Sendable {
    public enum Matter: String, CaseIterable, Sendable {
      case icuVersion = "icu_version"
      case unicodeVersion = "unicode_version"
      case rules
    }

    public var matter: Matter
    public var there: String
    public var here: String
  }

  /// In what another origin, such as a model's, differs from this one.
  public func differences(from other: TokenizerOrigin) -> [Difference] {
    Difference.Matter.allCases.compactMap { matter in
      let (here, there) = (self[matter], other[matter])
      return here.hasSameBytes(as: there)
        ? nil : Difference(matter: matter, there: there, here: here)
    }
  }

  subscript(matter: Difference.Matter) -> String {
    switch matter {
    case .icuVersion: icuVersion
    case .unicodeVersion: unicodeVersion
    case .rules: rules
    }
  }
}

extension TokenizerOrigin: Equatable {
  public static func == (one: Self, other: Self) -> Bool {
    one.differences(from: other).isEmpty
  }
}

extension TextEncoding {
  /// What is not as it was where the model was trained, and could split text in another way. Text
  /// that is split at spaces alone depends on nothing.
  public var originDifferences: [TokenizerOrigin.Difference] {
    let options = segmentation.options
    let isFree = options.kind == .space && !options.lowercase && options.unicodeForm == .none
    return isFree ? [] : TokenizerOrigin.current.differences(from: origin)
  }
}
