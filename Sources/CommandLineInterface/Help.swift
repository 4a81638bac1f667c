/// The help of a program or of one of its commands, as text for a terminal.
struct Help {
  private let tree: CommandTree
  private let width: Int
  private let style: Style

  /// Lines longer than this are hard to read, however wide the terminal is.
  private static let widest = 100

  init(tree: CommandTree, terminal: Terminal) {
    self.tree = tree
    width = min(terminal.width, Self.widest)
    style = terminal.style
  }

  func text(for path: CommandPath) -> String {
    let command = path.command
    var blocks = [title(path), usage(path), wrapParagraphs(command.discussion, width: width)]
    blocks += command.subcommands.isEmpty ? options(path) : [commands(path)]
    blocks.append(examples(command))
    if !command.subcommands.isEmpty { blocks.append(more(path)) }
    let parts = blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func title(_ path: CommandPath) -> [String] {
    let lines = wrap("\(path.name): \(path.command.summary)", width: width)
    guard let first = lines.first, first.hasPrefix(path.name) else { return lines }
    return ["\(style.strong(path.name))\(first.dropFirst(path.name.count))"] + lines.dropFirst()
  }

  private func usage(_ path: CommandPath) -> [String] {
    let lines = path.usages(in: tree).flatMap { wrap($0, width: width - 7) }
    return lines.enumerated().map { ($0 == 0 ? heading("Usage") + " " : spaces(7)) + $1 }
  }

  private func options(_ path: CommandPath) -> [[String]] {
    path.optionRows.filter { !$0.rows.isEmpty }.map { name, rows in
      [heading(name)] + columns(rows)
    }
  }

  private func commands(_ path: CommandPath) -> [String] {
    let rows = path.command.subcommands.map { command in
      (command.subcommands.isEmpty ? command.name : "\(command.name) …", command.summary)
    }
    return [heading("Commands")] + columns(rows)
  }

  private func more(_ path: CommandPath) -> [String] {
    let words = path.name.drop { $0 != " " }  // after the program's name, each after a space
    return wrap(
      "Type `\(tree.name) help\(words) COMMAND` for the options of a command.", width: width)
  }

  private func examples(_ command: Command) -> [String] {
    command.examples.isEmpty ? [] : [heading("Examples")] + command.examples.flatMap(example)
  }

  /// The meaning is below the line, after an arrow.
  private func example(_ example: Example) -> [String] {
    let meaning = wrap(example.meaning ?? "", width: width - 8)
    return continued(example.line, width: width - 2).map { "  \($0)" }
      + meaning.enumerated().map { ($0 == 0 ? "      → " : spaces(8)) + $1 }
  }

  private func heading(_ text: String) -> String { style.strong("\(text):") }

  /// Names on the left, their meanings on the right and wrapped there. The meaning of a name too long
  /// for the left column is on the lines below it.
  private func columns(_ rows: [(name: String, meaning: String)]) -> [String] {
    let (indent, gap) = (2, 2)
    let limit = min(24, width / 3)
    let left = indent + (rows.map(\.name.count).filter { $0 <= limit }.max() ?? limit) + gap
    return rows.flatMap { name, meaning in
      let start = spaces(indent) + style.strong(name)
      let room = left - indent - name.count
      let lines = wrap(meaning, width: max(width - left, 20))
      if room < gap || lines.isEmpty { return [start] + lines.map { spaces(left) + $0 } }
      return [start + spaces(room) + lines[0]] + lines.dropFirst().map { spaces(left) + $0 }
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

/// A command line over several lines where it is too wide: broken with backslashes before options and
/// pipes, so that it can be copied.
func continued(_ line: String, width: Int) -> [String] {
  var parts: [String] = []
  for word in line.split(separator: " ", omittingEmptySubsequences: false) {
    let isStart = parts.isEmpty || word.hasPrefix("--") || word == "|"
    if isStart { parts.append(String(word)) } else { parts[parts.count - 1] += " \(word)" }
  }
  return parts.reduce(into: []) { lines, part in
    guard let last = lines.last else { return lines.append(part) }
    if last.count + 1 + part.count + 2 <= width {
      lines[lines.count - 1] += " \(part)"
    } else {
      lines[lines.count - 1] += " \\"
      lines.append("    \(part)")
    }
  }
}

/// Wraps the prose of a discussion; lines that begin with a space stay as they are.
private func wrapParagraphs(_ discussion: String, width: Int) -> [String] {
  Paragraph.all(in: discussion).flatMap { paragraph in
    switch paragraph {
    case .prose(let text): wrap(text, width: width)
    case .verbatim(let line): [line]
    case .end: [""]
    }
  }
}

/// A part of a discussion.
enum Paragraph: Equatable {
  /// Lines that are wrapped together.
  case prose(String)
  /// A line that begins with a space.
  case verbatim(String)
  /// An empty line.
  case end

  static func all(in discussion: String) -> [Paragraph] {
    if discussion.isEmpty { return [] }
    return discussion.split(separator: "\n", omittingEmptySubsequences: false).reduce(into: []) {
      paragraphs, line in
      if line.isEmpty {
        paragraphs.append(.end)
      } else if line.hasPrefix(" ") {
        paragraphs.append(.verbatim(String(line)))
      } else if case .prose(let text) = paragraphs.last {
        paragraphs[paragraphs.count - 1] = .prose("\(text) \(line)")
      } else {
        paragraphs.append(.prose(String(line)))
      }
    }
  }
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
