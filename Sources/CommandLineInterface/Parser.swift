/// Reads the words after a command by its declaration.
///
/// `--name value` and `--name=value`; a value may begin with `-`; `--` ends the options, and `-`
/// alone is an operand. Options that are not given are read from the settings file, where there is
/// one. Only the first mistake is reported, and none with `--help`.
struct Parser {
  enum Result {
    case arguments(Arguments)
    case help
    /// Settings to print, as text.
    case dump(String)
  }

  private let command: Command
  private let options: [String: Spelling]
  private var rest: ArraySlice<String>
  private var words: [String: [String]] = [:]
  private var operands: [String] = []

  /// One way to write an option.
  private struct Spelling {
    let declaration: OptionDeclaration
    let isNegated: Bool
  }

  /// Throws a `UsageError`, or what reading a settings file throws.
  static func parse(_ words: ArraySlice<String>, for command: Command) throws -> Result {
    var parser = Parser(words, command)
    return try parser.parse()
  }

  private init(_ words: ArraySlice<String>, _ command: Command) {
    self.command = command
    rest = words
    let spellings = command.options.map(\.declaration).flatMap { declaration in
      declaration.dashedNames.map { name in
        (name, Spelling(declaration: declaration, isNegated: name != declaration.dashedName))
      }
    }
    options = Dictionary(uniqueKeysWithValues: spellings)
  }

  private mutating func parse() throws -> Result {
    var mistake: UsageError?
    while let word = rest.popFirst(), word != "--" {
      if word == "--help" || word == "-h" { return .help }
      do throws(UsageError) {
        try take(word)
      } catch {
        mistake = mistake ?? error
      }
    }
    if let mistake { throw mistake }
    operands += rest
    return try result()
  }

  private func result() throws -> Result {
    let given = Set(words.keys)
    guard let settings = command.settings else {
      return .arguments(try arguments(from: words, given: given))
    }
    let file = words[settings.file.declaration.name]?.first
    let defaults = try file.map { try command.words(of: settings.read($0)) } ?? [:]
    let effective = words.merging(defaults) { onLine, _ in onLine }
    guard given.contains(settings.dump.declaration.name) else {
      return .arguments(try arguments(from: effective, given: given))
    }
    try checkValues(of: given)
    return .dump(settings.write(command.settings(of: effective)))
  }

  private func arguments(
    from words: [String: [String]], given: Set<String>
  ) throws(UsageError) -> Arguments {
    var arguments = try Arguments(words, of: command, given: given, operands: operands)
    arguments.inputs += try command.operands.files(among: operands)
    return arguments
  }

  /// Throws where a word that was given is wrong. Required options may be missing: a dump can be the
  /// beginning of a file.
  private func checkValues(of given: Set<String>) throws(UsageError) {
    for option in command.options where given.contains(option.declaration.name) {
      _ = try option.value(of: words[option.declaration.name] ?? [])
    }
    if let word = operands.first, command.operands.isEmpty {
      throw .unexpectedOperand(word, expected: [])
    }
  }

  private mutating func take(_ word: String) throws(UsageError) {
    guard isOption(word) else { return operands.append(word) }
    // By bytes: as characters, a sign and an accent after it are one.
    let sign = word.utf8.firstIndex(of: UInt8(ascii: "="))
    let name = String(word[..<(sign ?? word.endIndex)])
    let attached = sign.map { String(word[word.utf8.index(after: $0)...]) }
    guard let spelling = options[name] else {
      throw .unknownOption(name, nearest: nearestOption(to: name, among: names))
    }
    let declaration = spelling.declaration
    if declaration.value != nil {
      try add(values(of: declaration, attached: attached), to: declaration)
    } else if attached == nil {
      try add([spelling.isNegated ? off : on], to: declaration)
    } else {
      throw .valueForFlag(name)
    }
  }

  /// The words that belong to an option: one, or those of a list up to the next option.
  private mutating func values(
    of declaration: OptionDeclaration, attached: String?
  ) throws(UsageError) -> [String] {
    guard let first = attached ?? rest.popFirst() else { throw .missingValue(declaration.usage) }
    guard case .list(let count) = declaration.count else { return [first] }
    var values = [first]
    while values.count < count.upperBound, let next = rest.first, !isOption(next) {
      values.append(next)
      rest.removeFirst()
    }
    guard values.count >= count.lowerBound else { throw .missingValue(declaration.usage) }
    return values
  }

  private mutating func add(
    _ values: [String], to declaration: OptionDeclaration
  ) throws(UsageError) {
    if declaration.count != .anyNumber, words[declaration.name] != nil {
      throw .givenTwice(declaration.dashedName)
    }
    words[declaration.name, default: []] += values
  }

  private func isOption(_ word: String) -> Bool {
    word.utf8.first == UInt8(ascii: "-") && word.utf8.count > 1
  }

  /// In the order of declaration, so that of two equally near names the first is suggested.
  private var names: [String] { command.options.flatMap(\.declaration.dashedNames) + ["--help"] }
}

extension Arguments {
  fileprivate init(
    _ words: [String: [String]], of command: Command, given: Set<String>, operands: [String]
  ) throws(UsageError) {
    try self.init(
      of: command.options, words: words, given: given, operands: operands,
      settings: command.settings(of: words))
  }

  /// The same, with these settings for options that have none from the command line or a file.
  package func completed(by settings: [Setting], of command: Command) throws -> Arguments {
    let words = try words.merging(command.words(of: settings)) { own, _ in own }
    return try Arguments(words, of: command, given: given, operands: operands)
  }
}

// MARK: From settings to the words of a command line, and back

extension Command {
  /// The words of a file's settings, by the options' names. Throws where a setting is wrong, even one
  /// that the command line overrides.
  fileprivate func words(of settings: [Setting]) throws(UsageError) -> [String: [String]] {
    var words: [String: [String]] = [:]
    for setting in settings {
      do throws(UsageError) {
        words[setting.name] = try self.words(of: setting)
      } catch {
        throw setting.place.map { .inFile($0, error) } ?? error
      }
    }
    return words
  }

  private func words(of setting: Setting) throws(UsageError) -> [String] {
    if let option = settable.first(where: { $0.declaration.name == setting.name }) {
      let words = try option.declaration.words(of: setting.values)
      _ = try option.value(of: words)
      return words
    }
    if options.contains(where: { $0.declaration.name == setting.name }) {
      throw .onlyOnCommandLine("--\(setting.name)")
    }
    let names = settable.map(\.declaration.name)
    throw .unknownOption(setting.name, nearest: nearestOption(to: setting.name, among: names))
  }

  /// In the order of declaration the words that were given, else defaults. An option without either
  /// is left out.
  fileprivate func settings(of words: [String: [String]]) -> [Setting] {
    settable.map(\.declaration).compactMap { option in
      option.values(of: words[option.name]).map { Setting(option.name, $0) }
    }
  }

  /// The options that may be in a file: all but those that are about the file.
  private var settable: [any DeclaredOption] {
    let others = settings?.section.options.map(\.declaration.name) ?? []
    return options.filter { !others.contains($0.declaration.name) }
  }
}

extension OptionDeclaration {
  fileprivate func words(of values: [String]) throws(UsageError) -> [String] {
    let expected = valueCount
    guard expected.contains(values.count) else {
      throw .wrongCount(dashedName, found: values.count, expected: expected)
    }
    switch value?.kind {
    case nil: return [try flagWord(of: values[0])]
    case .choices: return [values.joined(separator: ",")]
    default: return values
    }
  }

  /// The files that the option names by its words, or else by default.
  func paths(among words: [String]?) -> [String] {
    value?.kind == .path ? words ?? defaultText.map { [$0] } ?? [] : []
  }

  private var valueCount: ClosedRange<Int> {
    if case .choices = value?.kind { return 1 ... .max }
    return switch count {
    case .once: 1...1
    case .anyNumber: 0 ... .max
    case .list(let words): words
    }
  }

  /// YAML's words for true and false, which are those of most other formats too.
  private func flagWord(of value: String) throws(UsageError) -> String {
    switch value.lowercased() {
    case "true", "yes", "on": return on
    case "false", "no", "off": return off
    default: throw .notChoice(of: dashedName, word: value, choices: ["true", "false"])
    }
  }

  /// The way back: from the words, or else the default, to values.
  fileprivate func values(of words: [String]?) -> [String]? {
    let words = words ?? defaultText.map { [$0] }
    guard value == nil else { return words }
    return [words?.last == on ? "true" : "false"]
  }
}
