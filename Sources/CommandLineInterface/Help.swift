/// The help of a program or of one of its commands, as text for a terminal.
struct Help {
  let tree: CommandTree
  let width: Int

  func text(for path: CommandPath) -> String {
    let command = path.command
    var blocks = [wrap("\(path.name): \(command.summary)", width: width), usage(path)]
    if !command.discussion.isEmpty {
      blocks.append(wrapParagraphs(command.discussion, width: width))
    }
    blocks += command.subcommands.isEmpty ? options(path) : [commands(path)]
    blocks.append(examples(command))
    let parts = blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func usage(_ path: CommandPath) -> [String] {
    var forms = [path.usage]
    if path.name == tree.name {
      forms += (tree.shortcut.map { [$0] } ?? []) + ["\(path.name) --version"]
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
    let words = path.name.drop { $0 != " " }  // after the program's name, each after a space
    let more = "`\(tree.name) help\(words) COMMAND` tells more of each."
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

// MARK: Layout

/// Lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
func wrap(_ paragraph: some StringProtocol, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in paragraph.split(whereSeparator: \.isWhitespace) {
    if line.isEmpty {
      line = String(word)
    } else if line.count + 1 + word.count <= width {
      line += " \(word)"
    } else {
      lines.append(line)
      line = String(word)
    }
  }
  return line.isEmpty ? lines : lines + [line]
}

/// Wraps each of the paragraphs between empty lines; lines that begin with a space stay as they are.
private func wrapParagraphs(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var paragraph: [Substring] = []
  func endParagraph() {
    lines += wrap(paragraph.joined(separator: " "), width: width)
    paragraph = []
  }
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.isEmpty || line.hasPrefix(" ") {
      endParagraph()
      lines.append(String(line))
    } else {
      paragraph.append(line)
    }
  }
  endParagraph()
  return lines
}

/// Names on the left, their meanings on the right and wrapped there. The meaning of a name too long
/// for the left column is on the lines below it.
private func columns(_ rows: [(name: String, meaning: String)], width: Int) -> [String] {
  let indent = 2
  let gap = 2
  let limit = min(24, width / 3)
  let names = rows.map(\.name.count)
  let left = indent + (names.filter { $0 <= limit }.max() ?? limit) + gap
  return rows.flatMap { name, meaning in
    let start = spaces(indent) + name
    let lines = wrap(meaning, width: max(width - left, 20))
    if start.count + gap > left || lines.isEmpty {
      return [start] + lines.map { spaces(left) + $0 }
    }
    let first = start + spaces(left - start.count) + lines[0]
    return [first] + lines.dropFirst().map { spaces(left) + $0 }
  }
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
