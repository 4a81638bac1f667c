import CommandLineInterface
import Files

extension SettingsFormat {
  /// One flat mapping, from options' names to a value or a list of values.
  package static let yaml = SettingsFormat(
    "YAML", read: { path in try readSettings(path: path) }, write: { yamlText(of: $0) })
}

// MARK: Reading

/// Reads a file; `-` is standard input, and gzip is decompressed. An empty file has no settings.
///
/// Values are the text of the file, for the options to interpret: `no` is a language as well
/// as a boolean.
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

/// The same of valid UTF-8 text; `path` is for places and errors.
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
    case .scalar("", isPlain: true): break  // only dashes
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

// MARK: Writing

/// Settings as YAML that `readSettings` gives back: a line each, and a line for each item of a list.
/// Text is quoted only where it has to be. Names are names of options.
func yamlText(of settings: [Setting]) -> String {
  settings.map { setting in "\(scalar(setting.name)):\(lines(setting.values))\n" }.joined()
}

private func lines(_ values: [String]) -> String {
  switch values.count {
  case 0: " []"
  case 1: " \(scalar(values[0]))"
  default: values.map { "\n  - \(scalar($0))" }.joined()
  }
}

private func scalar(_ text: String) -> String {
  let scalars = Array(text.unicodeScalars)
  return isPlain(scalars) && !isNull(text)
    ? text : "\"" + scalars.map(quoted).joined() + "\""
}

/// Whether the text means the same without quotes, as the value of a key and as an item of a list:
/// YAML 1.1, 9.1.3, as libyaml reads it.
private func isPlain(_ text: [Unicode.Scalar]) -> Bool {
  guard let first = text.first, let last = text.last else { return false }
  let next = text.count > 1 ? text[1] : " "
  if startsOtherThings.contains(first) || isBlank(first) || isBlank(last) { return false }
  if "-?:".unicodeScalars.contains(first), isBlank(next) { return false }
  if last == ":" || text.contains(where: needsEscape) { return false }
  return !zip(text, text.dropFirst()).contains { before, after in
    before == ":" && isBlank(after) || isBlank(before) && after == "#"
  }
}

/// The characters that text without quotes may not begin with.
private let startsOtherThings = Array(",[]{}#&*!|>'\"%@`".unicodeScalars)

private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

/// The character between double quotes.
private func quoted(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\"": "\\\""
  case "\\": "\\\\"
  case "\n": "\\n"
  case "\t": "\\t"
  case _ where needsEscape(scalar): "\\" + hexadecimal(scalar)
  default: String(scalar)
  }
}

/// Whether it ends a line in YAML 1.1 or has to be escaped: YAML 1.1, 5.1 and 5.4.
private func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFFFD: false
  default: scalar.value < 0x10000
  }
}

/// `x0B` or `u2028`.
private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  let width = scalar.value < 0x100 ? 2 : 4
  return (width == 2 ? "x" : "u") + String(repeating: "0", count: width - digits.count) + digits
}

/// Whether text without quotes is YAML's null.
private func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }
