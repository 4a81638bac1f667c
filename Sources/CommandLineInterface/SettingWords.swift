// From settings to the words that the parser would have left, had they been typed, and back.

extension Command {
  /// The words that the settings of a file stand for, by the options' names. Throws where a setting
  /// is wrong, even if the command line has another value.
  func words(of settings: [Setting]) throws(UsageError) -> [String: [String]] {
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
    let nearest = nearest(to: setting.name, among: settable.map(\.declaration.name))
    throw .unknownOption(setting.name, nearest: nearest)
  }

  /// What holds in the end, in the order of declaration: words that were given, else defaults. An
  /// option without either is left out.
  func settings(of words: [String: [String]]) -> [Setting] {
    settable.map(\.declaration).compactMap { option in
      option.values(of: words[option.name]).map { Setting(option.name, $0) }
    }
  }

  /// The options that may stand in a file: not those that name the file.
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
