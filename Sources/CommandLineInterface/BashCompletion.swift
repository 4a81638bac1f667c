/// A completion script for bash.
struct BashCompletion {
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

  /// What may stand after an option.
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

  /// What may stand after a command.
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
