import Glibc

// The commands that every program has. What they do needs the whole program, and stands there.

enum HelpCommand {
  static let markdown = Option.flag("markdown", "print the reference of all commands in Markdown")

  static let command = Command(
    name: "help", summary: "explain the program or one of its commands", discussion: "",
    operands: [.texts("COMMAND")], sections: [Section("Options", [markdown])], examples: [],
    action: .help)
}

enum CompletionCommand {
  static func command(for program: String) -> Command {
    Command(
      name: "completion", summary: "print a script that completes commands and options in a shell",
      discussion: "", operands: [.choice("SHELL", Shell.self)], sections: [],
      examples: [
        Example("source <(\(program) completion bash)", "in ~/.bashrc"),
        Example("source <(\(program) completion zsh)", "in ~/.zshrc, after compinit"),
        Example("\(program) completion fish | source", "in ~/.config/fish/config.fish"),
      ], action: .completion)
  }
}

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

/// Whether there is such a file, or such a directory.
func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
