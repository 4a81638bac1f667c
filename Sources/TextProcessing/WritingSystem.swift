import CICU

/// The scripts that a language is written in, as ICU's data have them. Making one takes some
/// milliseconds and 64 KB; asking it is a look at a table.
public struct WritingSystem: Sendable {
  /// What a code point is to the language.
  public enum Membership: UInt8, Sendable {
    case neutral  // of no script by itself: digits, punctuation, combining marks
    case own
    case foreign
  }

  public let locale: String
  @usableFromInline let basicPlane: [Membership]

  /// A locale is a language with what may follow it: `fr`, `sr-Latn`, `zh-Hant-TW`. To a language
  /// whose scripts ICU does not know, no script is foreign.
  public init(locale: String) {
    self.locale = locale
    var known: [String: Membership] = [:]
    basicPlane = (0...0xFFFF as ClosedRange<Int32>).map { codePoint in
      let script = Self.script(of: codePoint)
      if let membership = known[script] { return membership }
      let membership = Self.membership(of: script, in: locale)
      known[script] = membership
      return membership
    }
  }

  @inlinable public func membership(of scalar: Unicode.Scalar) -> Membership {
    if scalar.value < basicPlane.count { return basicPlane[Int(scalar.value)] }
    return Self.membership(of: Self.script(of: scalar), in: locale)
  }

  /// The code point's script by its four letters (ISO 15924): `Latn`, `Cyrl`, `Zyyy` for what all
  /// scripts share.
  public static func script(of scalar: Unicode.Scalar) -> String { script(of: Int32(scalar.value)) }

  private static func script(of codePoint: Int32) -> String {
    String(cString: cicu_script(codePoint))
  }

  @usableFromInline static func membership(of script: String, in locale: String) -> Membership {
    switch script {
    case "Zyyy", "Zinh", "Zzzz": .neutral
    default: cicu_locale_uses_script(locale, script) ? .own : .foreign
    }
  }
}
