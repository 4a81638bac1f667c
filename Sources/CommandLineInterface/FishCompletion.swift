/// A completion script for fish: a line for each word that may follow a command.
struct FishCompletion {
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
