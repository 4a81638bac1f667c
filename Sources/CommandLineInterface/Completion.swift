/// The shells that a completion script is written for.
enum Shell: String, CaseIterable {
  case bash
  case zsh
  case fish

  func script(for tree: CompletionTree) -> String {
    switch self {
    case .bash: BashCompletion(tree: tree).script
    case .zsh: ZshCompletion(tree: tree).script
    case .fish: FishCompletion(tree: tree).script
    }
  }
}

/// For each command what may follow its name: the source of every shell's script.
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

  init(_ commands: CommandTree) {
    let paths = CommandPath(commands.root).all
    program = commands.name
    fileCommand = commands.fileCommand.map { "\(commands.name) \($0.name)" }
    nodes = paths.map { Node(of: $0, in: commands) } + paths.compactMap { Node(helpOn: $0) }
  }

  /// The names of all commands but the program's own.
  var commandNames: [String] { nodes.map(\.name).filter { $0 != program } }
}

extension CompletionTree.Node {
  fileprivate init(of path: CommandPath, in commands: CommandTree) {
    let isRoot = path.name == commands.name
    let isHelp = if case .help = path.command.action { true } else { false }
    name = path.name
    subcommands = isHelp ? commands.root.subcommands : path.command.subcommands
    options =
      path.command.options.map(\.declaration) + [.help]
      + (isRoot ? [OptionDeclaration(name: "version", help: "print the version")] : [])
    operands = isHelp ? [] : path.command.operands
    takesFiles =
      operands.contains { $0.form.kind == .path } || isRoot && commands.fileCommand != nil
  }

  /// After `help` the names of all commands are words once more: `translate help corpus check`.
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

/// A word in single quotes, which keep it as it is in all three shells.
func quoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
    + "'"
}

// MARK: bash

private struct BashCompletion {
  let tree: CompletionTree

  var script: String {
    """
    # Completion of \(program) in bash. Printed by `\(program) completion bash`.

    _\(program)_words() {  # those of the list that go on from what is typed after the last comma
      local begun=${word%"${word##*,}"}
      COMPREPLY=($(compgen -P "$begun" -W "$1" -- "${word##*,}"))
    }

    _\(program)_files() {  # where no word is offered
      [[ $COMPREPLY ]] && return
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
    }

    _\(program)() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
      local name=\(program) index
      COMPREPLY=()
      if [[ $word == = ]]; then  # bash takes the sign in `--name=value` for a word of its own
        word=
      elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
      fi
      for ((index = 1; index < COMP_CWORD; index++)); do
        case "$name ${COMP_WORDS[index]}" in
          \(alternatives(tree.commandNames))) name+=" ${COMP_WORDS[index]}" ;;
          *) \(otherwise)break ;;
        esac
      done
      case "$name $before" in
    \(values)
      esac
      case $name in
    \(commands)
      esac
    }

    complete -F _\(program) \(program)

    """
  }

  private var program: String { tree.program }

  private var otherwise: String {
    tree.fileCommand.map { "[[ $name == \(program) ]] && name=\(quoted($0)); " } ?? ""
  }

  /// What may follow an option.
  private var values: String {
    let cases = tree.nodes.flatMap { node in
      node.options.compactMap { option in
        option.value.map { "    '\(node.name) \(option.dashedName)') \(completion($0)) ;;" }
      }
    }
    return cases.joined(separator: "\n")
  }

  private func completion(_ value: ValueForm) -> String {
    switch value.kind {
    case .text: "return"
    case .path: "_\(program)_files; return"
    case .choice(let words), .choices(let words): "\(complete(words)); return"
    }
  }

  /// What may follow a command.
  private var commands: String {
    let cases = tree.nodes.filter { !$0.isEmpty }.map { node in
      let words = node.subcommands.map(\.name) + node.operandChoices
      let offers =
        (words.isEmpty ? [] : [complete(words)]) + (node.takesFiles ? ["_\(program)_files"] : [])
      return """
            \(quoted(node.name)))
              if [[ $word == -* ]]; then \(complete(node.options.flatMap(\.dashedNames)))
              else \(offers.isEmpty ? ":" : offers.joined(separator: "; "))
              fi ;;
        """
    }
    return cases.joined(separator: "\n")
  }

  private func complete(_ words: [String]) -> String {
    "_\(program)_words \(quoted(words.joined(separator: " ")))"
  }

  private func alternatives(_ names: [String]) -> String {
    names.map(quoted).joined(separator: " | ")
  }
}

// MARK: zsh

/// A function for each command, in the terms of `_arguments`.
private struct ZshCompletion {
  let tree: CompletionTree

  var script: String {
    """
    #compdef \(tree.program)
    # Completion of \(tree.program) in zsh. Printed by `\(tree.program) completion zsh`.

    \(tree.nodes.map(function).joined(separator: "\n\n"))

    if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
      _\(tree.program) "$@"
    else
      compdef _\(tree.program) \(tree.program)
    fi

    """
  }

  private func function(_ node: CompletionTree.Node) -> String {
    node.subcommands.isEmpty ? leaf(node) : group(node)
  }

  private func leaf(_ node: CompletionTree.Node) -> String {
    let specifications = node.options.flatMap(specifications) + operands(node)
    return """
      \(functionName(node.name))() {
        _arguments -S \(specifications.joined(separator: " \\\n    "))
      }
      """
  }

  private func group(_ node: CompletionTree.Node) -> String {
    let commands = node.subcommands.map { quoted("\($0.name):\($0.summary)") }
    let cases = node.subcommands.map { command in
      "      \(command.name)) \(functionName("\(node.name) \(command.name)")) ;;"
    }
    return """
      \(functionName(node.name))() {
        local -a commands=(
          \(commands.joined(separator: "\n    "))
        )
        local line state curcontext=$curcontext
        _arguments -C -S \(node.options.flatMap(specifications).joined(separator: " ")) \\
          '1: :->command' '*:: :->rest'
        case $state in
          command) _describe command commands\(node.name == tree.program ? files : "") ;;
          rest) case $words[1] in
      \(cases.joined(separator: "\n"))
      \(node.name == tree.program ? otherwise : "")    esac ;;
        esac
      }
      """
  }

  /// The first word may be a file where there is a command for that.
  private var files: String { tree.fileCommand == nil ? "" : "; _files" }

  private var otherwise: String {
    tree.fileCommand.map { "      *) \(functionName($0)) ;;\n" } ?? ""
  }

  /// `*` lets an option be repeated; without it a word is offered once.
  private func specifications(_ option: OptionDeclaration) -> [String] {
    if option.name == OptionDeclaration.help.name {
      return ["'(- *)'{-h,--help}\(quoted("[\(escape(option.help))]"))"]
    }
    let star = option.count == .anyNumber ? "*" : ""
    let help = "[\(escape(option.help))]"
    if let value = option.value {
      return [quoted("\(star)\(option.dashedName)=\(help):\(label(value)):\(action(value))")]
    }
    let names = option.dashedNames
    let others = names.count > 1 ? "(\(names.joined(separator: " ")))" : ""
    return names.map { quoted("\(others)\($0)\(help)") }
  }

  private func operands(_ node: CompletionTree.Node) -> [String] {
    node.operands.enumerated().map { index, operand in
      let place = operand.count.upperBound == 1 ? "\(index + 1)" : "*"
      return quoted("\(place):\(label(operand.form)):\(action(operand.form))")
    }
  }

  private func label(_ value: ValueForm) -> String {
    switch value.kind {
    case .text, .path: escape(value.placeholder)
    case .choice, .choices: "choice"
    }
  }

  private func action(_ value: ValueForm) -> String {
    switch value.kind {
    case .text: " "
    case .path: "_files"
    case .choice(let words): "(\(words.joined(separator: " ")))"
    case .choices(let words): "_sequence compadd - \(words.joined(separator: " "))"
    }
  }

  private func functionName(_ command: String) -> String {
    "_" + command.split(separator: " ").joined(separator: "_")
  }

  /// Colons and brackets end the parts of a specification.
  private func escape(_ text: String) -> String {
    text.reduce(into: "") { $0 += #"\:[]"#.contains($1) ? "\\\($1)" : "\($1)" }
  }
}

// MARK: fish

/// A line for each word that may follow a command.
private struct FishCompletion {
  let tree: CompletionTree

  var script: String {
    """
    # Completion of \(tree.program) in fish. Printed by `\(tree.program) completion fish`.

    function \(function) --description 'Whether the command typed so far is this one'
        set -l commands \(tree.commandNames.map(quoted).joined(separator: " "))
        set -l words (commandline -opc)
        set -l name \(tree.program)
        for word in $words[2..-1]
            if contains -- "$name $word" $commands
                set name "$name $word"
            else
                \(otherwise)break
            end
        end
        test "$name" = "$argv"
    end

    complete -c \(tree.program) -f
    \(tree.nodes.flatMap(lines).joined(separator: "\n"))

    """
  }

  private var function: String { "__\(tree.program)_at" }

  private var otherwise: String {
    tree.fileCommand.map { "test $name = \(tree.program); and set name \(quoted($0)); " } ?? ""
  }

  private func lines(_ node: CompletionTree.Node) -> [String] {
    let complete = "complete -c \(tree.program) -n \(quoted("\(function) \(node.name)"))"
    var lines = node.subcommands.map {
      "\(complete) -a \(quoted($0.name)) -d \(quoted($0.summary))"
    }
    if node.takesFiles { lines.append("\(complete) -F") }
    if !node.operandChoices.isEmpty {
      lines.append("\(complete) -a \(quoted(node.operandChoices.joined(separator: " ")))")
    }
    for option in node.options {
      let short = option.name == OptionDeclaration.help.name ? " -s h" : ""
      lines += option.dashedNames.map { name in
        "\(complete) -l \(name.dropFirst(2))\(short)\(value(option)) -d \(quoted(option.help))"
      }
    }
    return lines
  }

  private func value(_ option: OptionDeclaration) -> String {
    switch option.value?.kind {
    case nil: ""
    case .text: " -x"
    case .path: " -r -F"
    case .choice(let words): " -x -a \(quoted(words.joined(separator: " ")))"
    case .choices(let words):
      " -x -a \(quoted("(__fish_append , \(words.joined(separator: " ")))"))"
    }
  }
}
