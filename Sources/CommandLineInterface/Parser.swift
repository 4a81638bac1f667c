/// Reads a command's words by its declaration.
///
/// `--name value` and `--name=value`; a value may begin with `-`; `--` ends the options, and `-`
/// alone is an operand. Only the first mistake is told, and none where help is asked for.
struct Parser {
  enum Result {
    case arguments(Arguments)
    case help
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

  static func parse(_ words: ArraySlice<String>, for command: Command) throws(UsageError) -> Result
  {
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

  private mutating func parse() throws(UsageError) -> Result {
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
    let arguments = try Arguments(options: command.options, words: words, operands: operands)
    try command.operands.check(operands)
    return .arguments(arguments)
  }

  private mutating func take(_ word: String) throws(UsageError) {
    guard isOption(word) else { return operands.append(word) }
    // By bytes: to characters a sign with an accent after it is no sign.
    let sign = word.utf8.firstIndex(of: UInt8(ascii: "="))
    let name = String(word[..<(sign ?? word.endIndex)])
    let attached = sign.map { String(word[word.utf8.index(after: $0)...]) }
    guard let spelling = options[name] else {
      throw .unknownOption(name, nearest: nearest(to: name, among: names))
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

  /// In the order of declaration, so that of two equally near names the first is told.
  private var names: [String] { command.options.flatMap(\.declaration.dashedNames) + ["--help"] }
}
