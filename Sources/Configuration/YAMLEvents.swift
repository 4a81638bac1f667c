import CYAML

/// The events of a YAML text, as libyaml parses it. Anchors, aliases and tags are errors.
final class YAMLEvents {
  struct Event {
    enum Kind: Equatable {
      case document
      case scalar(String, isPlain: Bool)
      case sequence
      case mapping
      /// The end of the innermost sequence or mapping.
      case close
      case end
    }

    let kind: Kind
    let line: Int
  }

  private let path: String
  private let reader: OpaquePointer

  /// `path` is for errors. The text is UTF-8.
  init(_ text: [UInt8], path: String) {
    guard let reader = cyaml_open(text, Int64(text.count)) else {
      preconditionFailure("no memory for a text of \(text.count) bytes")
    }
    self.path = path
    self.reader = reader
  }

  deinit { cyaml_close(reader) }

  /// After the end comes the end again.
  func next() throws(ConfigurationError) -> Event {
    let event = cyaml_next(reader)
    let line = Int(event.line)
    if let name = event.anchor {
      throw .anchor(path: path, line: line, name: String(cString: name))
    }
    if let tag = event.tag { throw .tag(path: path, line: line, value: String(cString: tag)) }
    switch event.kind {
    case CYAML_ALIAS: throw .alias(path: path, line: line, name: text(of: event))
    case CYAML_FAILURE:
      throw .malformed(
        path: path, line: line, column: Int(event.column), problem: text(of: event))
    default: return Event(kind: kind(of: event), line: line)
    }
  }

  private func kind(of event: CYAMLEvent) -> Event.Kind {
    switch event.kind {
    case CYAML_DOCUMENT: .document
    case CYAML_SCALAR: .scalar(text(of: event), isPlain: event.isPlain)
    case CYAML_SEQUENCE: .sequence
    case CYAML_MAPPING: .mapping
    case CYAML_CLOSE: .close
    default: .end
    }
  }

  private func text(of event: CYAMLEvent) -> String {
    String(
      decoding: UnsafeBufferPointer(start: event.text, count: Int(event.length)), as: UTF8.self)
  }
}

/// What can be wrong with a settings file besides its bytes. Lines and columns count from 1, columns
/// in code points.
package enum ConfigurationError: Error, Equatable, Sendable {
  /// The file is not valid YAML; `problem` is libyaml's own message.
  case malformed(path: String, line: Int, column: Int, problem: String)
  /// The file is a list or a single value.
  case notMapping(path: String, line: Int)
  /// A key is a collection, or there is none before the colon.
  case keyNotName(path: String, line: Int)
  case duplicateKey(path: String, line: Int, key: String, firstLine: Int)
  /// The key's value is a mapping, or its list has something other than single values in it.
  case nestedValue(path: String, line: Int, key: String)
  /// The value is empty, `~` or `null`.
  case nullValue(path: String, line: Int, key: String)
  case severalDocuments(path: String, line: Int)
  /// Something is named by `&…`.
  case anchor(path: String, line: Int, name: String)
  /// Something is repeated by `*…`.
  case alias(path: String, line: Int, name: String)
  /// A type is forced by `!…`; the value is the tag in full.
  case tag(path: String, line: Int, value: String)
}
