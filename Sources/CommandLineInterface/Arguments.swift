/// What was given to a command: operands as words, options by their types.
package struct Arguments: Sendable {
  package let operands: [String]
  private let values: [String: any Sendable]
  private let given: Set<String>

  /// From the words given for each option, by its name; throws where one is no such value.
  init(options: [any DeclaredOption], words: [String: [String]], operands: [String])
    throws(UsageError)
  {
    var values: [String: any Sendable] = [:]
    for option in options {
      let name = option.declaration.name
      values[name] = try option.value(of: words[name] ?? [])
    }
    self.values = values
    self.operands = operands
    given = Set(words.keys)
  }

  /// The value given, else the default. The command must have declared the option.
  package subscript<Value>(option: Option<Value>) -> Value {
    guard let value = values[option.declaration.name] as? Value else {
      preconditionFailure("the command does not declare \(option.declaration.dashedName)")
    }
    return value
  }

  /// Whether the option stood on the command line, as itself or as `--no-…`.
  package func isGiven(_ option: some DeclaredOption) -> Bool {
    given.contains(option.declaration.name)
  }
}
