/// What can be wrong with a command line.
package enum UsageError: Error, Equatable {
  case unknownCommand(String, nearest: String?)
  /// The first word is neither a command nor a file, where a file may stand.
  case neitherCommandNorFile(String, nearest: String?)
  case unknownOption(String, nearest: String?)
  /// An option stands where a command should.
  case optionBeforeCommand(String)
  /// `usage` is the option with its placeholder.
  case missingValue(_ usage: String)
  case missingOption(_ usage: String)
  case valueForFlag(String)
  case givenTwice(String)
  case notInteger(option: String, word: String, range: ClosedRange<Int>)
  case notNumber(option: String, word: String, range: ClosedRange<Double>)
  case notChoice(of: String, word: String, choices: [String])
  case missingOperand(String)
  case unexpectedOperand(String, expected: [String])
  /// A settings file has more or fewer values for an option than it takes.
  case wrongCount(String, found: Int, expected: ClosedRange<Int>)
  /// What a settings file cannot hold.
  case onlyOnCommandLine(String)
  /// A mistake in a settings file, where options have no dashes.
  indirect case inFile(Setting.Place, UsageError)
}

extension UsageError {
  /// In words, with what to type for help.
  func diagnostic(in path: CommandPath) -> Diagnostic {
    var advice = path.advice
    if case .unknownOption(let word, nearest: nil) = self, !path.command.operands.isEmpty {
      advice = "If `\(word)` is no option, put `--` before it. " + advice
    }
    return Diagnostic(.usage, message, advice: advice)
  }

  private var message: String {
    switch self {
    case .unknownCommand(let word, let nearest):
      "there is no command `\(word)`" + question(nearest)
    case .neitherCommandNorFile(let word, let nearest):
      "`\(word)` is neither a command nor a file" + question(nearest)
    case .unknownOption(let word, let nearest):
      "there is no option `\(word)`" + question(nearest)
    case .optionBeforeCommand(let word):
      "a command comes first, then its options: `\(word)` stands too early"
    case .missingValue(let usage): "a value is missing: `\(usage)`"
    case .missingOption(let usage): "`\(usage)` is missing"
    case .valueForFlag(let option): "`\(option)` takes no value"
    case .givenTwice(let option): "`\(option)` is given twice, and can be given once"
    case .notInteger(let option, let word, let range):
      "`\(option)` takes a whole number\(inBrackets(range.inWords)), not `\(word)`"
    case .notNumber(let option, let word, let range):
      "`\(option)` takes a number\(inBrackets(range.inWords)), not `\(word)`"
    case .notChoice(let name, let word, let choices):
      "\(option(name)) is \(oneOf(choices)), not `\(word)`"
        + question(nearest(to: word, among: choices))
    case .missingOperand(let name): "\(name) is missing"
    case .unexpectedOperand(let word, let expected):
      expected.isEmpty
        ? "`\(word)` is one word too many: no operands are taken"
        : "`\(word)` is one word too many after \(expected.joined(separator: " "))"
    case .wrongCount(let option, let found, let expected):
      "`\(option)` takes \(values(expected)), not \(found)"
    case .onlyOnCommandLine(let option): "`\(option)` is for the command line alone"
    case .inFile(let place, let mistake): "\(place.inWords): \(mistake.message)"
    }
  }

  private func question(_ nearest: String?) -> String {
    nearest.map { "; did you mean `\($0)`?" } ?? ""
  }

  private func inBrackets(_ text: String?) -> String { text.map { " (\($0))" } ?? "" }

  /// Options in backquotes, operands, which are in capitals, without.
  private func option(_ name: String) -> String { name.hasPrefix("-") ? "`\(name)`" : name }

  /// `2 values`, `at least 1 value`.
  private func values(_ count: ClosedRange<Int>) -> String {
    let isExact = count.lowerBound == count.upperBound
    let number = isExact ? "\(count.lowerBound)" : count.inWords ?? "any number of"
    let last = count.upperBound == .max ? count.lowerBound : count.upperBound
    return "\(number) value\(last == 1 ? "" : "s")"
  }

  private func oneOf(_ choices: [String]) -> String {
    guard let last = choices.last, choices.count > 1 else { return choices.joined() }
    return choices.dropLast().joined(separator: ", ") + " or " + last
  }
}

extension Setting.Place {
  fileprivate var inWords: String {
    "\(file == "-" ? "standard input" : "`\(file)`"), line \(line)"
  }
}

extension CommandPath {
  /// What to type next.
  var advice: String { "Type `\(name) --help` for help." }
}

extension OptionDeclaration {
  /// The option as it is written: `--threads N`, `--diff FILE FILE`, `--models FILE …`.
  var usage: String {
    guard let placeholder = value?.placeholder else {
      return isNegatable ? "--[no-]\(name)" : dashedName
    }
    guard case .list(let words) = count else { return "\(dashedName) \(placeholder)" }
    let written = repeatElement(placeholder, count: words.lowerBound).joined(separator: " ")
    return "\(dashedName) \(written)" + (words.upperBound > words.lowerBound ? " …" : "")
  }
}
