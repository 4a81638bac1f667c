import CommandLineInterface
import Files

/// Reads a file that is one flat mapping, from options' names to a value or a list of values.
///
/// Values are text as it stands there, for the options to make sense of: `no` is a language as well
/// as a refusal. An empty file has no settings. `-` is standard input, and gzip is read as it is.
///
/// Throws `FileError`, `TextError` where the text is not UTF-8, or `ConfigurationError`.
func readSettings(path: String) throws -> [Setting] {
  let reader = try LineReader(path: path)
  var text: [UInt8] = []
  while let block = try reader.nextBlock() {
    _ = try block.forEachLine(ifInvalid: .error) { line, _ in
      for index in line.indices { text.append(line[index]) }
      text.append(UInt8(ascii: "\n"))
    }
  }
  return try readSettings(text, path: path)
}

/// The same of text that is sound UTF-8; `path` is what the settings' places have.
func readSettings(_ text: [UInt8], path: String) throws(ConfigurationError) -> [Setting] {
  var reader = SettingsReader(events: YAMLEvents(text, path: path), path: path)
  return try reader.read()
}

private struct SettingsReader {
  let events: YAMLEvents
  let path: String
  private var settings: [Setting] = []
  private var lines: [[UInt8]: Int] = [:]  // of the keys, which are compared by their bytes

  init(events: YAMLEvents, path: String) {
    self.events = events
    self.path = path
  }

  mutating func read() throws(ConfigurationError) -> [Setting] {
    guard try events.next().kind == .document else { return [] }
    let top = try events.next()
    switch top.kind {
    case .mapping: while let key = try key() { try add(key.name, key.line) }
    case .scalar("", isPlain: true): break  // dashes that nothing follows
    default: throw .notMapping(path: path, line: top.line)
    }
    let after = try events.next()
    if after.kind == .document { throw .severalDocuments(path: path, line: after.line) }
    return settings
  }

  /// The next key, or nil at the end of the mapping.
  private func key() throws(ConfigurationError) -> (name: String, line: Int)? {
    let event = try events.next()
    switch event.kind {
    case .close: return nil
    case .scalar(let name, let isPlain) where !(isPlain && isNull(name)): return (name, event.line)
    default: throw .keyNotName(path: path, line: event.line)
    }
  }

  private mutating func add(_ name: String, _ line: Int) throws(ConfigurationError) {
    if let first = lines.updateValue(line, forKey: Array(name.utf8)) {
      throw .duplicateKey(path: path, line: line, key: name, firstLine: first)
    }
    let values = try values(of: name)
    settings.append(Setting(name, values, at: Setting.Place(file: path, line: line)))
  }

  private func values(of key: String) throws(ConfigurationError) -> [String] {
    let event = try events.next()
    guard event.kind == .sequence else { return [try value(event, of: key)] }
    var values: [String] = []
    while true {
      let item = try events.next()
      if item.kind == .close { return values }
      values.append(try value(item, of: key))
    }
  }

  private func value(
    _ event: YAMLEvents.Event, of key: String
  ) throws(ConfigurationError) -> String {
    guard case .scalar(let text, let isPlain) = event.kind else {
      throw .nestedValue(path: path, line: event.line, key: key)
    }
    if isPlain, isNull(text) { throw .nullValue(path: path, line: event.line, key: key) }
    return text
  }
}

/// Whether a text without quotes stands for no value at all.
func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }
