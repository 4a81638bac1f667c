import Files

/// A tokenizer as a model file records it: its options and origin.
struct TokenizerRecord: Equatable {
  var options: TokenizerOptions
  var origin: TokenizerOrigin

  private enum Key {
    static let kind = "kind"
    static let locale = "locale"
    static let lowercase = "lowercase"
    static let form = "unicode_form"
  }
  private typealias Matter = TokenizerOrigin.Difference.Matter

  init(options: TokenizerOptions, origin: TokenizerOrigin) {
    self.options = options
    self.origin = origin
  }

  /// A JSON object.
  var text: String {
    let choices: [JSON.Member] = [
      .init(Key.kind, .string(options.kind.rawValue)),
      .init(Key.locale, .string(options.locale)),
      .init(Key.lowercase, .boolean(options.lowercase)),
      .init(Key.form, .string(options.unicodeForm.rawValue)),
    ]
    return JSON.object(
      choices + Matter.allCases.map { .init($0.rawValue, .string(origin[$0])) }
    ).text
  }

  /// Reads such a text; `path` is for errors. An unknown key is refused: what it asks for would not be
  /// done.
  init(_ text: String, path: String) throws(TextEncodingError) {
    let members = try Self.members(of: text, path: path)
    func value<Value>(
      _ key: String, _ read: (JSON) -> Value?
    ) throws(TextEncodingError) -> Value {
      guard let member = members[key] else { throw .missingKey(path: path, key: key) }
      guard let value = read(member) else {
        throw .unknownValue(path: path, key: key, value: member.text)
      }
      return value
    }
    options = TokenizerOptions(
      kind: try value(Key.kind) { $0.string.flatMap(TokenizerKind.init) },
      locale: try value(Key.locale, \.string),
      lowercase: try value(Key.lowercase, \.boolean),
      unicodeForm: try value(Key.form) { $0.string.flatMap(UnicodeForm.init) })
    origin = TokenizerOrigin(
      icuVersion: try value(Matter.icuVersion.rawValue, \.string),
      unicodeVersion: try value(Matter.unicodeVersion.rawValue, \.string),
      rules: try value(Matter.rules.rawValue, \.string))
  }

  /// The members of an object that has our keys alone.
  private static func members(of text: String, path: String) throws(TextEncodingError) -> JSON {
    let json: JSON
    do {
      json = try JSON(parsing: text.utf8)
    } catch {
      throw .malformedTokenizer(path: path, error)
    }
    guard let members = json.members else {
      let fault = JSONFault.expected(UInt8(ascii: "{"))
      throw .malformedTokenizer(path: path, JSONError(byte: 0, fault: fault))
    }
    let known = [Key.kind, Key.locale, Key.lowercase, Key.form] + Matter.allCases.map(\.rawValue)
    for member in members where !known.contains(where: { $0.hasSameBytes(as: member.key) }) {
      throw .unknownKey(path: path, key: member.key)
    }
    return json
  }
}

/// What tokens depend on besides their options: another ICU may know other words.
///
///     let origin = TokenizerOrigin.current
///     print(origin.icuVersion, origin.rules)
public struct TokenizerOrigin: Sendable {
  /// Such as `72.1`.
  public var icuVersion: String
  /// Such as `15.0`.
  public var unicodeVersion: String
  /// A hash of the program's word rules, in hexadecimal digits.
  public var rules: String

  /// An origin as a model file records it.
  public init(icuVersion: String, unicodeVersion: String, rules: String) {
    self.icuVersion = icuVersion
    self.unicodeVersion = unicodeVersion
    self.rules = rules
  }

  /// This program on this machine.
  public static let current = TokenizerOrigin(
    icuVersion: UnicodeLibrary.icuVersion, unicodeVersion: UnicodeLibrary.unicodeVersion,
    rules: String(lineHash(Array(wordRules.utf8).span), radix: 16))

  /// A fact that is not as it was where the model was trained. Not an error: text may still be split
  /// as it was, and mostly is.
  public struct Difference: Equatable, Sendable {
    /// The facts of an origin; the raw values are their keys in a model file.
    public enum Matter: String, CaseIterable, Sendable {
      case icuVersion = "icu_version"
      case unicodeVersion = "unicode_version"
      case rules
    }

    /// The fact that differs.
    public var matter: Matter
    /// Its value where the model was trained.
    public var there: String
    /// Its value in this program.
    public var here: String
  }

  /// The facts in which another origin, such as a model's, differs from this one.
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
  /// Whether all facts are the same, byte for byte.
  public static func == (one: Self, other: Self) -> Bool {
    one.differences(from: other).isEmpty
  }
}

/// Why a model file's texts are not an encoding. Mistakes in a vocabulary or in merges are a
/// `VocabularyError` or a `BytePairError`.
public enum TextEncodingError: Error, Equatable, Sendable {
  /// The record of the tokenizer is not a JSON object.
  case malformedTokenizer(path: String, JSONError)
  /// Perhaps a later program's.
  case unknownKey(path: String, key: String)
  /// The record of the tokenizer lacks the key.
  case missingKey(path: String, key: String)
  /// `value` is JSON: not one of the choices, or of another kind.
  case unknownValue(path: String, key: String, value: String)
}
