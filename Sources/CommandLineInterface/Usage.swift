// What help and the reference page both say.

extension CommandPath {
  /// How it is called: `translate bpe --merges N [OPTION …] [FILE …]`.
  var usage: String {
    guard command.subcommands.isEmpty else { return "\(name) COMMAND …" }
    let declarations = command.options.map(\.declaration)
    let required = declarations.filter(\.isRequired).map(\.usage)
    let others = declarations.allSatisfy(\.isRequired) ? [] : ["[OPTION …]"]
    return ([name] + required + others + command.operands.map(\.usage)).joined(separator: " ")
  }

  /// What may follow its name, section by section, with `--help` which every command has.
  var optionRows: [(heading: String, rows: [(name: String, meaning: String)])] {
    var sections = command.sections
    if sections.isEmpty { sections = [Section("Options", [])] }
    return sections.enumerated().map { index, section in
      let rows = section.options.map(\.declaration).map { ($0.usage, $0.description) }
      return (section.heading, index == 0 ? rows + [helpRow] : rows)
    }
  }

  private var helpRow: (String, String) { ("-h, --help", OptionDeclaration.help.help) }
}

extension OptionDeclaration {
  /// The one option that every command has.
  static let help = OptionDeclaration(name: "help", help: "show this help")

  /// What it does, and in brackets its bounds and its default.
  var description: String {
    let notes = [
      bounds, repetition, isRequired ? "required" : nil, defaultText.map { "default \($0)" },
    ]
    let said = notes.compactMap { $0 }
    return said.isEmpty ? help : "\(help) (\(said.joined(separator: "; ")))"
  }

  private var repetition: String? { count == .anyNumber ? "may be repeated" : nil }
}
