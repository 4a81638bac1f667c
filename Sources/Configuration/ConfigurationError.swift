/// What can be wrong with a settings file besides its bytes. Lines and columns count from 1, columns
/// in code points.
package enum ConfigurationError: Error, Equatable, Sendable {
  /// It is no YAML; `problem` is libyaml's own account.
  case malformed(path: String, line: Int, column: Int, problem: String)
  /// The file is a list or a single value.
  case notMapping(path: String, line: Int)
  /// A key is a collection, or there is none before the colon.
  case keyNotName(path: String, line: Int)
  case duplicateKey(path: String, line: Int, key: String, firstLine: Int)
  /// The key's value is a mapping, or its list has something other than single values in it.
  case nestedValue(path: String, line: Int, key: String)
  /// Nothing stands there, `~` or `null`.
  case nullValue(path: String, line: Int, key: String)
  case severalDocuments(path: String, line: Int)
  /// Something is named by `&…`.
  case anchor(path: String, line: Int, name: String)
  /// Something is repeated by `*…`.
  case alias(path: String, line: Int, name: String)
  /// A type is forced by `!…`; the value is the tag in full.
  case tag(path: String, line: Int, value: String)
}
