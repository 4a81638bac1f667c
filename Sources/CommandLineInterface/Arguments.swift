/// What a command was called with: operands as words, options by their types.
package struct Arguments: Sendable {
  package let operands: [String]
  /// Every option that has a value, given or by default: what `--dump-config` prints.
  package let settings: [Setting]
  /// Those of the command line and of a settings file, by the options' names.
  let words: [String: [String]]
  /// The files to read, by operands and options, and the files to write.
  package internal(set) var inputs: [String] = []
  package private(set) var outputs: [String] = []
  private let values: [String: any Sendable]
  let given: Set<String>

  /// From the words for each option, by its name; the options in `given` were on the command line.
  /// Throws where a word is not a value of its option.
  init(
    of options: [any DeclaredOption], words: [String: [String]], given: Set<String>,
    operands: [String], settings: [Setting]
  ) throws(UsageError) {
    var values: [String: any Sendable] = [:]
    for option in options {
      let name = option.declaration.name
      values[name] = try option.value(of: words[name] ?? [])
      let paths = option.declaration.paths(among: words[name])
      if option.declaration.isWritten { outputs += paths } else { inputs += paths }
    }
    self.values = values
    self.words = words
    self.given = given
    self.operands = operands
    self.settings = settings
  }

  /// The value given, else the default. The command must have declared the option.
  package subscript<Value>(option: Option<Value>) -> Value {
    guard let value = values[option.declaration.name] as? Value else {
      preconditionFailure("the command does not declare \(option.declaration.dashedName)")
    }
    return value
  }

  /// Whether the command has the option.
  package func declares(_ option: some DeclaredOption) -> Bool {
    values[option.declaration.name] != nil
  }

  /// Whether the option was on the command line, as itself or as `--no-…`. A settings file does not
  /// count: it may hold every option there is.
  package func isGiven(_ option: some DeclaredOption) -> Bool {
    given.contains(option.declaration.name)
  }
}
