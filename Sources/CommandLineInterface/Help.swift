/// The help of a program or of one of its commands, as text for a terminal.
struct Help {
  let program: Program
  let width: Int

  func text(for path: CommandPath) -> String {
    let command = path.command
    var blocks = [wrap("\(path.name): \(command.summary)", width: width), usage(path)]
    if !command.discussion.isEmpty {
      blocks.append(wrapParagraphs(command.discussion, width: width))
    }
    blocks += command.subcommands.isEmpty ? options(path) : [commands(path)]
    blocks.append(examples(command))
    let said = blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    return said.joined(separator: "\n\n") + "\n"
  }

  private func usage(_ path: CommandPath) -> [String] {
    var forms = [path.usage]
    if path.name == program.name {
      forms += (program.shortcut.map { [$0] } ?? []) + ["\(path.name) --version"]
    }
    let lines = forms.flatMap { wrap($0, width: width - 7) }
    return lines.enumerated().map { ($0 == 0 ? "Usage: " : spaces(7)) + $1 }
  }

  private func options(_ path: CommandPath) -> [[String]] {
    path.optionRows.filter { !$0.rows.isEmpty }.map { heading, rows in
      ["\(heading):"] + columns(rows, width: width)
    }
  }

  private func commands(_ path: CommandPath) -> [String] {
    let rows = path.command.subcommands.map { command in
      (command.subcommands.isEmpty ? command.name : "\(command.name) …", command.summary)
    }
    let more = "`\(program.name) help\(path.words) COMMAND` tells more of each."
    return ["Commands:"] + columns(rows, width: width) + [""] + wrap(more, width: width)
  }

  /// Examples are for copying: they are never broken.
  private func examples(_ command: Command) -> [String] {
    if command.examples.isEmpty { return [] }
    return ["Examples:"]
      + command.examples.flatMap { example in
        ["  \(example.line)"]
          + wrap(example.meaning ?? "", width: width - 6).map { "      \($0)" }
      }
  }
}

extension CommandPath {
  /// The words after the program's name, each after a space.
  fileprivate var words: String { String(name.drop { $0 != " " }) }
}
