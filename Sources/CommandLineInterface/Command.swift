/// A command and everything that is said of it, declared once.
package struct Command: Sendable {
  enum Action: Sendable {
    case run(@Sendable (Arguments) throws -> Void)
    case group([Command])
    case help
    case completion
  }

  let name: String
  let summary: String
  let discussion: String
  let operands: [Operand]
  let sections: [Section]
  let examples: [Example]
  /// The files that may hold its options, where there are such.
  let settings: SettingsFormat?
  let action: Action

  /// A command that does something. `options` stand in its help under "Options", before `sections`;
  /// with `settings` it has the options `--config` and `--dump-config` too.
  /// In a discussion an empty line parts paragraphs, and lines that begin with a space are kept.
  package init(
    _ name: String, summary: String, discussion: String = "", operands: [Operand] = [],
    options: [any DeclaredOption] = [], sections: [Section] = [], examples: [Example] = [],
    settings: SettingsFormat? = nil, run: @escaping @Sendable (Arguments) throws -> Void
  ) {
    self.init(
      name: name, summary: summary, discussion: discussion, operands: operands,
      sections: [Section("Options", options)] + sections + (settings.map { [$0.section] } ?? []),
      examples: examples, settings: settings, action: .run(run))
  }

  /// A command that is only the first word of others.
  package init(
    _ name: String, summary: String, discussion: String = "", examples: [Example] = [],
    subcommands: [Command]
  ) {
    self.init(
      name: name, summary: summary, discussion: discussion, operands: [], sections: [],
      examples: examples, action: .group(subcommands))
  }

  init(
    name: String, summary: String, discussion: String, operands: [Operand], sections: [Section],
    examples: [Example], settings: SettingsFormat? = nil, action: Action
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.sections = sections
    self.examples = examples
    self.settings = settings
    self.action = action
    checkNames()
  }

  var options: [any DeclaredOption] { sections.flatMap(\.options) }

  var subcommands: [Command] {
    if case .group(let commands) = action { commands } else { [] }
  }

  /// Names are ASCII and unlike each other, so that comparing them as strings compares their bytes.
  private func checkNames() {
    let options = options.flatMap(\.declaration.dashedNames) + ["--help"]
    for names in [options, subcommands.map(\.name), [name]] {
      precondition(Set(names).count == names.count, "a name is declared twice in `\(name)`")
      precondition(names.allSatisfy { $0.utf8.allSatisfy(isNameByte) }, "odd name in `\(name)`")
    }
  }
}

/// Options that stand together in help, under a heading.
package struct Section: Sendable {
  let heading: String
  let options: [any DeclaredOption]

  package init(_ heading: String, _ options: [any DeclaredOption]) {
    self.heading = heading
    self.options = options
  }
}

/// A line to type, and what comes of it.
package struct Example: Sendable {
  let line: String
  let meaning: String?

  package init(_ line: String, _ meaning: String? = nil) {
    self.line = line
    self.meaning = meaning
  }
}

/// A command with the words that lead to it: `translate corpus check`.
struct CommandPath: Sendable {
  let name: String
  let command: Command

  init(_ root: Command) { self.init(name: root.name, command: root) }

  private init(name: String, command: Command) {
    self.name = name
    self.command = command
  }

  func appending(_ command: Command) -> CommandPath {
    CommandPath(name: "\(name) \(command.name)", command: command)
  }

  /// Itself and all below, each before its subcommands.
  var all: [CommandPath] { [self] + command.subcommands.flatMap { appending($0).all } }
}

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
  default: byte == UInt8(ascii: "-")
  }
}
