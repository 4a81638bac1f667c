/// What was given to a command: operands as words, options by their types.
package struct Arguments: Sendable {
  package let operands: [String]
  /// Every option that has a value, given or by default: what `--dump-config` prints.
  package let settings: [Setting]
  private let values: [String: any Sendable]
  private let given: Set<String>

  /// From the words for each option, by its name, of which some are `given` on the command line;
  /// throws where one is no such value.
  init(
    of command: Command, words: [String: [String]], given: Set<String>, operands: [String]
  ) throws(UsageError) {
    var values: [String: any Sendable] = [:]
    for option in command.options {
      let name = option.declaration.name
      values[name] = try option.value(of: words[name] ?? [])
    }
    self.values = values
    self.given = given
    self.operands = operands
    settings = command.settings(of: words)
  }

  /// The value given, else the default. The command must have declared the option.
  package subscript<Value>(option: Option<Value>) -> Value {
    guard let value = values[option.declaration.name] as? Value else {
      preconditionFailure("the command does not declare \(option.declaration.dashedName)")
    }
    return value
  }

  /// Whether the option stood on the command line, as itself or as `--no-…`. A settings file does
  /// not count: it may well hold every option there is.
  package func isGiven(_ option: some DeclaredOption) -> Bool {
    given.contains(option.declaration.name)
  }
}
