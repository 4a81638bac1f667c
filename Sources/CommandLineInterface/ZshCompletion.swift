/// A completion script for zsh: a function for each command, in the terms of `_arguments`.
struct ZshCompletion {
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

  /// `*` lets an option stand again; without it a word is offered once.
  private func specifications(_ option: OptionDeclaration) -> [String] {
    if option.name == OptionDeclaration.help.name {
      return ["'(- *)'{-h,--help}\(quoted("[\(escape(option.help))]"))"]
    }
    let star = option.count == .anyNumber ? "*" : ""
    let help = "[\(escape(option.help))]"
    if let value = option.value {
      return [quoted("\(star)\(option.dashedName)=\(help):\(escape(value.name)):\(action(value))")]
    }
    let names = option.dashedNames
    let others = names.count > 1 ? "(\(names.joined(separator: " ")))" : ""
    return names.map { quoted("\(others)\($0)\(help)") }
  }

  private func operands(_ node: CompletionTree.Node) -> [String] {
    node.operands.enumerated().map { index, operand in
      let place = operand.count.upperBound == 1 ? "\(index + 1)" : "*"
      return quoted("\(place):\(escape(operand.form.name)):\(action(operand.form))")
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

extension ValueForm {
  /// What a message calls it.
  fileprivate var name: String {
    switch kind {
    case .text, .path: placeholder
    case .choice, .choices: "choice"
    }
  }
}
