/// The manual page of a program or of one of its commands, in the man macros of roff, from the
/// declarations that parsing reads.
struct ManPage {
  let tree: CommandTree
  let version: Version

  func text(for path: CommandPath) -> String {
    let command = path.command
    let isRoot = path.name == tree.name
    let blocks: [[String]] = [
      header(path),
      section("NAME", ["\(escaped(pageName(path))) \\- \(inline(command.summary))"]),
      section("SYNOPSIS", synopsis(path)),
      section("DESCRIPTION", description(command)),
      section("COMMANDS", command.subcommands.flatMap { item(path.appending($0)) }),
      command.subcommands.isEmpty ? options(path) : [],
      section("EXAMPLES", Array(command.examples.map(example).joined(separator: [".PP"]))),
      section("FILES", command.files.flatMap { item(bold($0.name), $0.meaning) }),
      section("EXIT STATUS", Self.statuses.flatMap { item(bold($0.number), $0.meaning) }),
      isRoot
        ? section("ENVIRONMENT", Self.variables.flatMap { item(bold($0.name), $0.meaning) }) : [],
      section("SEE ALSO", seeAlso(path)),
    ]
    return blocks.joined().map { $0 + "\n" }.joined()
  }

  private func header(_ path: CommandPath) -> [String] {
    let title = escaped(pageName(path).uppercased())
    let source = escaped("\(tree.name) \(version.number)")
    // Neither hyphenated nor justified: hyphens would look like parts of options.
    return [
      ".TH \"\(title)\" 1 \"\(version.date)\" \"\(source)\" \"User Commands\"", ".nh", ".ad l",
    ]
  }

  private func section(_ heading: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [".SH \(heading)"] + lines
  }

  private func synopsis(_ path: CommandPath) -> [String] {
    let forms = path.usages(in: tree).map { usage in
      wrapped(usage.split(separator: " ").map(usageWord).joined(separator: " "))
    }
    return Array(forms.joined(separator: [".br"]))
  }

  /// Placeholders are in italics, everything else is to be typed.
  private func usageWord(_ word: Substring) -> String {
    let isPlaceholder = word.contains { $0.isUppercase } || word.contains("…")
    return isPlaceholder ? italic(word) : bold(word)
  }

  private func description(_ command: Command) -> [String] {
    Paragraph.all(in: command.discussion).flatMap { paragraph in
      switch paragraph {
      case .prose(let text): wrapped(inline(text))
      case .verbatim(let line): verbatim([line])
      case .end: [".PP"]
      }
    }
  }

  /// Options that have a heading of their own are under it.
  private func options(_ path: CommandPath) -> [String] {
    let lines = path.optionRows.filter { !$0.rows.isEmpty }.flatMap { heading, rows in
      (heading == "Options" ? [] : [".SS \(escaped(heading))"])
        + rows.flatMap { item(optionTag($0.name), $0.meaning) }
    }
    return section("OPTIONS", lines)
  }

  /// `--threads N` with the name in bold and the value in italics; `-h, --help` all in bold.
  private func optionTag(_ usage: String) -> String {
    usage.split(separator: " ").map { $0.hasPrefix("-") ? bold($0) : italic($0) }
      .joined(separator: " ")
  }

  private func item(_ path: CommandPath) -> [String] {
    item(reference(to: path), path.command.summary)
  }

  private func item(_ tag: String, _ meaning: String) -> [String] {
    [".TP", tag] + wrapped(inline(sentence(meaning)))
  }

  private func example(_ example: Example) -> [String] {
    let lines = verbatim(continued(example.line, width: 69))  // 80 columns without the margins
    guard let meaning = example.meaning else { return lines }
    return wrapped(inline(sentence(meaning) + ":")) + lines
  }

  private func verbatim(_ lines: [String]) -> [String] {
    [".RS 4", ".EX"] + lines.map { guarded(escaped($0)) } + [".EE", ".RE"]
  }

  /// The program, and every command that the page speaks of.
  private func seeAlso(_ path: CommandPath) -> [String] {
    let command = path.command
    let text =
      ([command.discussion] + command.options.map(\.declaration.help)
      + command.examples.map(\.line)).joined(separator: "\n")
    let paths = CommandPath(tree.root).all
    let pages = paths.filter { other in
      let isNear = other.name == tree.name || path.name == tree.name
      let isMentioned = other.command.subcommands.isEmpty && text.contains(other.name)
      return other.name != path.name && (isNear || isMentioned)
    }
    return wrapped(pages.map(reference).joined(separator: ", "))
  }

  /// `translate-corpus-check(1)`
  private func reference(to path: CommandPath) -> String { bold(pageName(path)) + "(1)" }

  /// A page is named for its command, with hyphens for the spaces.
  private func pageName(_ path: CommandPath) -> String {
    path.name.split(separator: " ").joined(separator: "-")
  }

  private func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

// MARK: What every page has

extension ManPage {
  private static var statuses: [(number: String, meaning: String)] {
    [("0", "success; also where the reader of a pipe has gone away")]
      + Diagnostic.Status.allCases.map { ("\($0.rawValue)", $0.meaning) }
  }

  private static let variables: [(name: String, meaning: String)] = [
    ("NO_COLOR", "if it is set, nothing is printed in bold or in color"),
    (
      "CLICOLOR_FORCE", "if it is set and not 0, bold and color are printed to files and pipes, too"
    ),
    ("TERM", "if it is `dumb`, nothing is printed in bold or in color"),
  ]
}

extension Diagnostic.Status {
  fileprivate var meaning: String {
    switch self {
    case .usage: "wrong usage: an unknown command, option or value"
    case .badData: "an input is malformed, or a corpus check found faults"
    case .missingInput: "an input file does not exist or cannot be read"
    case .internalError: "internal error: please report it"
    case .outOfMemory: "not enough memory"
    case .cannotCreate: "an output file cannot be created"
    case .inputOutput: "reading or writing failed, such as on a full disk"
    case .hungUp: "ended by SIGHUP, as its terminal was closed; a training has saved its state"
    case .interrupted: "interrupted by SIGINT (Ctrl-C); a training has saved its state"
    case .terminated: "terminated by SIGTERM; a training has saved its state"
    }
  }
}

// MARK: roff

private func bold(_ text: some StringProtocol) -> String { "\\fB\(escaped(text))\\fR" }

private func italic(_ text: some StringProtocol) -> String { "\\fI\(escaped(text))\\fR" }

/// Prose, with text between backquotes in bold.
private func inline(_ text: String) -> String {
  text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
    .map { $0.isMultiple(of: 2) ? escaped($1) : bold($1) }.joined()
}

/// Lines of at most 79 characters, as is the custom for roff. None begins with a sign that would make
/// it a request.
private func wrapped(_ roff: String) -> [String] { wrap(roff, width: 79).map(guarded) }

private func guarded(_ line: String) -> String {
  line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
}

/// Text with escapes for the characters that roff would print as others, so that commands can be
/// copied from the page.
private func escaped(_ text: some StringProtocol) -> String {
  text.reduce(into: "") { result, character in
    switch character {
    case "\\": result += "\\e"
    case "-": result += "\\-"
    case "'": result += "\\(aq"
    case "`": result += "\\(ga"
    case "\"": result += "\\(dq"
    case "^": result += "\\(ha"
    case "~": result += "\\(ti"
    default: result.append(character)
    }
  }
}
