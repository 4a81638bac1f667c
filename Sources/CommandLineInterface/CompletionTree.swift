/// What the shells' scripts are made from: for each command, what may follow its name.
struct CompletionTree {
  struct Node {
    let name: String
    let subcommands: [Command]
    let options: [OptionDeclaration]
    let operands: [Operand]
    let takesFiles: Bool
  }

  let program: String
  let nodes: [Node]
  /// The command that runs where the first word is a file.
  let fileCommand: String?

  init(_ program: Program) {
    let paths = CommandPath(program.root).all
    self.program = program.name
    fileCommand = program.fileCommand.map { "\(program.name) \($0.name)" }
    nodes = paths.map { Node(of: $0, in: program) } + paths.compactMap { Node(helpOn: $0) }
  }

  /// The names of all commands but the program's own.
  var commandNames: [String] { nodes.map(\.name).filter { $0 != program } }
}

extension CompletionTree.Node {
  fileprivate init(of path: CommandPath, in program: Program) {
    let isRoot = path.name == program.name
    let isHelp = path.command.name == HelpCommand.command.name
    name = path.name
    subcommands = isHelp ? program.root.subcommands : path.command.subcommands
    options =
      path.command.options.map(\.declaration) + [.help]
      + (isRoot ? [OptionDeclaration(name: "version", help: "print the version")] : [])
    operands = isHelp ? [] : path.command.operands
    takesFiles = operands.contains { $0.form.kind == .path } || isRoot && program.fileCommand != nil
  }

  /// After `help` the names of all commands may stand once more: `translate help corpus check`.
  fileprivate init?(helpOn path: CommandPath) {
    guard let space = path.name.firstIndex(of: " ") else { return nil }
    name = path.name[..<space] + " help" + path.name[space...]
    subcommands = path.command.subcommands
    options = []
    operands = []
    takesFiles = false
  }

  var isEmpty: Bool { subcommands.isEmpty && options.isEmpty && operands.isEmpty }

  /// The words that its operands choose from.
  var operandChoices: [String] {
    operands.flatMap { operand -> [String] in
      if case .choice(let words) = operand.form.kind { words } else { [] }
    }
  }
}

/// A word in single quotes, safe from every shell of the three.
func quoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
    + "'"
}
