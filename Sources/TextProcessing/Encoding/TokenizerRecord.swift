import Files

/// A tokenizer in a model file: its options, and the versions that it depends on.
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

  /// Parses such a text and refuses unknown keys, which could change tokens; `path` is for errors.
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

  /// A JSON object without unknown keys.
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

/// The versions that tokens depend on beside the options: another ICU may find other words.
///
///     let origin = TokenizerOrigin.current
///     print(origin.icuVersion, origin.rules)
public struct TokenizerOrigin: Sendable {
  /// Such as `72.1`.
  public var icuVersion: String
  /// Such as `15.0`.
  public var unicodeVersion: String
  /// A hash of the program's tokenizer rules, in hexadecimal digits.
  public var rules: String

  /// The origin of a model's tokens.
  public init(icuVersion: String, unicodeVersion: String, rules: String) {
    self.icuVersion = icuVersion
    self.unicodeVersion = unicodeVersion
    self.rules = rules
  }

  /// That of this program on this machine.
  public static let current = TokenizerOrigin(
    icuVersion: UnicodeLibrary.icuVersion, unicodeVersion: UnicodeLibrary.unicodeVersion,
    rules: String(lineHash(Array(wordRules.utf8).span), radix: 16))

  /// A version that differs from the one that the model was trained with. Not an error: most text
  /// is still split in the same way.
  public struct Difference: Equatable, Sendable {
    /// What may differ; the raw values are the keys in a model file.
    public enum Matter: String, CaseIterable, Sendable {
      case icuVersion = "icu_version"
      case unicodeVersion = "unicode_version"
      case rules
    }

    /// What differs.
    public var matter: Matter
    /// The version that the model was trained with.
    public var there: String
    /// The version of this program.
    public var here: String
  }

  /// How another origin, such as a model's, differs from this one.
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
  /// Whether all versions are the same, byte for byte.
  public static func == (one: Self, other: Self) -> Bool {
    one.differences(from: other).isEmpty
  }
}

/// Why the tokenizer of a model file cannot be read. Errors in a vocabulary or in merges are a
/// `VocabularyError` or a `BytePairError`.
public enum TextEncodingError: Error, Equatable, Sendable {
  /// It is not a JSON object.
  case malformedTokenizer(path: String, JSONError)
  /// Perhaps of a later version.
  case unknownKey(path: String, key: String)
  case missingKey(path: String, key: String)
  /// `value` is JSON: not one of the choices, or of another type.
  case unknownValue(path: String, key: String, value: String)
}
