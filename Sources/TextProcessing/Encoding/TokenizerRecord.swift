import Files

/// A tokenizer as a model file tells of it: its options, and with what its tokens were made.
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

  /// Reads what `text` wrote; `path` is for errors. A key that is not known is refused, since text
  /// would be split without what it asks for.
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

  /// An object that has none but our keys.
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

/// Why a model file's texts are no encoding. What is wrong with a vocabulary or with merges is a
/// `VocabularyError` or a `BytePairError`.
public enum TextEncodingError: Error, Equatable, Sendable {
  case malformedTokenizer(path: String, JSONError)
  /// A later program's, perhaps.
  case unknownKey(path: String, key: String)
  case missingKey(path: String, key: String)
  /// `value` is JSON: none of the choices, or of another kind.
  case unknownValue(path: String, key: String, value: String)
}
