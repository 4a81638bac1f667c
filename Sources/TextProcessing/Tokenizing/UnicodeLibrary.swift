import CICU

/// What tokens depend on besides this program: another ICU may know other words.
public enum UnicodeLibrary {
  public static let icuVersion = String(cString: cicu_version())
  public static let unicodeVersion = String(cString: cicu_unicode_version())
}
