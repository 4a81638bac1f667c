/// Every command in Markdown, from the declarations that parsing reads.
struct ReferencePage {
  let tree: CommandTree

  var text: String {
    let commands = CommandPath(tree.root).all.filter { $0.command.subcommands.isEmpty }
    let blocks =
      [
        "# Reference",
        "Printed by `\(tree.name) help --markdown`; change the declarations, not this page.",
        commands.map { "- [`\($0.name)`](#\(anchor($0.name))): \($0.command.summary)" }
          .joined(separator: "\n"),
      ] + commands.flatMap(section)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func section(_ path: CommandPath) -> [String] {
    let command = path.command
    var blocks = ["## \(path.name)", sentence(command.summary), code([path.usage])]
    if !command.discussion.isEmpty { blocks.append(discussion(command.discussion)) }
    for (heading, rows) in path.optionRows where !rows.isEmpty {
      blocks.append(table(heading, rows))
    }
    for example in command.examples {
      blocks.append(code([example.line]))
      if let meaning = example.meaning { blocks.append("→ \(meaning)") }
    }
    return blocks
  }

  private func table(_ heading: String, _ rows: [(name: String, meaning: String)]) -> String {
    let lines = rows.map { "| `\(escape($0.name))` | \(escape($0.meaning)) |" }
    return (["| \(heading) | |", "|---|---|"] + lines).joined(separator: "\n")
  }

  /// Lines that begin with a space are put into a block of their own.
  private func discussion(_ text: String) -> String {
    var lines: [String] = []
    var isInBlock = false
    for line in (text + "\n").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(" ") != isInBlock { lines.append("```") }
      isInBlock = line.hasPrefix(" ")
      lines.append(String(line))
    }
    return lines.dropLast().joined(separator: "\n")
  }

  private func code(_ lines: [String]) -> String {
    (["```sh"] + lines + ["```"]).joined(separator: "\n")
  }

  private func sentence(_ text: String) -> String {
    let capital = text.prefix(1).uppercased() + text.dropFirst()
    return text.hasSuffix(".") ? capital : capital + "."
  }

  private func escape(_ cell: String) -> String {
    cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private func anchor(_ heading: String) -> String {
    heading.split(separator: " ").joined(separator: "-")
  }
}
