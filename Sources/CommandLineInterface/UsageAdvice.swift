/// Puts a mistake in a command line into words, with what to type instead: a name of ours that is
/// meant by another program's, the command that has the option, or else how to get help.
struct UsageAdvice {
  let path: CommandPath
  let tree: CommandTree
  let foreignNames: ForeignNames

  func diagnostic(of error: UsageError) -> Diagnostic {
    if case .inFile(let place, let inner) = error {
      let (mistake, hint) = answer(to: inner)
      return diagnostic(.inFile(place, mistake), hint: hint)
    }
    let (mistake, hint) = answer(to: error)
    return diagnostic(mistake, hint: hint)
  }

  private func diagnostic(_ error: UsageError, hint: String?) -> Diagnostic {
    let advice = [hint, path.helpAdvice].compactMap { $0 }.joined(separator: " ")
    return Diagnostic(.usage, error.message, advice: advice)
  }

  /// Where there is a hint, the mistake no longer asks whether another name was meant.
  private func answer(to error: UsageError) -> (UsageError, hint: String?) {
    switch error {
    case .unknownOption(let word, let nearest):
      let hint = hint(onOption: word, nearest: nearest)
      return (hint == nil ? error : .unknownOption(word, nearest: nil), hint)
    case .optionBeforeCommand(let word):
      return (error, owners(of: word).map { "It is an option of \($0)." })
    case .unknownCommand(let word, let nearest):
      let hint = hint(onCommand: word, nearest: nearest)
      return (hint == nil ? error : .unknownCommand(word, nearest: nil), hint)
    case .neitherCommandNorFile(let word, let nearest):
      let hint = hint(onCommand: word, nearest: nearest)
      if hint == nil, nearest == nil { return (error, fileHint) }
      return (hint == nil ? error : .neitherCommandNorFile(word, nearest: nil), hint)
    default: return (error, nil)
    }
  }

  // MARK: Options

  private func hint(onOption word: String, nearest: String?) -> String? {
    if let nearest, optionKey(nearest) == optionKey(word) { return nil }
    let command = String(path.name.dropFirst(tree.name.count + 1))
    if let advice = foreignNames.advice(onOption: word, of: command) { return advice }
    if nearest != nil { return nil }
    if let owners = owners(of: word) { return "It is an option of \(owners)." }
    if let initial = initial(of: word) { return longNames(initial) }
    if looksLikeOption(word) || path.command.operands.isEmpty { return nil }
    return "If `\(word)` is not an option, put `--` before it."
  }

  /// The commands that have an option: `translate score` and `translate evaluate`.
  private func owners(of word: String) -> String? {
    let key = optionKey(word)
    let owners = CommandPath(tree.root).all.filter { path in
      path.command.options.contains { optionKey($0.name) == key }
    }
    if key.isEmpty || owners.isEmpty { return nil }
    return listed(owners.map { "`\($0.name)`" }, "and")
  }

  /// The letter of a short option.
  private func initial(of word: String) -> Character? {
    guard word.hasPrefix("-"), word.utf8.count == 2, let letter = word.last, letter.isLetter else {
      return nil
    }
    return letter
  }

  private func longNames(_ initial: Character) -> String {
    let names = path.command.options.map(\.name).filter { $0.hasPrefix("--\(initial)") }
    if names.isEmpty { return "Options have no short names." }
    return "Options have no short names: did you mean \(listed(names.map { "`\($0)`" }, "or"))?"
  }

  /// Rather than a negative number, or a sentence that begins with a dash.
  private func looksLikeOption(_ word: String) -> Bool {
    let name = word.drop { $0 == "-" }
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isName && name.first?.isLetter ?? false
  }

  // MARK: Commands

  private func hint(onCommand word: String, nearest: String?) -> String? {
    let key = commandKey(word)
    if nearest == key { return nil }
    if let use = foreignNames.replacement(forCommand: word) { return "Use `\(tree.name) \(use)`." }
    let namesakes = CommandPath(tree.root).all.filter { $0.command.name == key }
    return namesakes.first.map { "Use `\($0.name)`." }
  }

  private var fileHint: String? {
    tree.shortcut.map { "`\($0)` needs a file that exists." }
  }
}

extension CommandPath {
  var helpAdvice: String { "Type `\(name) --help` for help." }
}

/// `a`, `a or b`, `a, b or c`.
func listed(_ words: [String], _ conjunction: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.joined() }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
