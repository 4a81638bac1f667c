/// A command, declared once for parsing, help, completion, manual pages and the reference page.
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
  let files: [NamedFile]
  /// The format of files that may hold its options.
  let settings: SettingsFormat?
  let action: Action

  /// A command that does something. Its help has `options` under "Options", before `sections`; with
  /// `settings` it has the options `--config` and `--dump-config` too. In a discussion an empty line
  /// separates paragraphs, and lines that begin with a space are kept as they are.
  package init(
    _ name: String, summary: String, discussion: String = "", operands: [Operand] = [],
    options: [any DeclaredOption] = [], sections: [Section] = [], examples: [Example] = [],
    files: [NamedFile] = [], settings: SettingsFormat? = nil,
    run: @escaping @Sendable (Arguments) throws -> Void
  ) {
    self.init(
      name: name, summary: summary, discussion: discussion, operands: operands,
      sections: [Section("Options", options)] + sections + (settings.map { [$0.section] } ?? []),
      examples: examples, files: files, settings: settings, action: .run(run))
  }

  /// A command that only groups others.
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
    examples: [Example], files: [NamedFile] = [], settings: SettingsFormat? = nil, action: Action
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.sections = sections
    self.examples = examples
    self.files = files
    self.settings = settings
    self.action = action
    checkNames()
  }

  var options: [any DeclaredOption] { sections.flatMap(\.options) }

  var subcommands: [Command] {
    if case .group(let commands) = action { commands } else { [] }
  }

  /// Names are ASCII and distinct, so that comparing them as strings compares their bytes.
  private func checkNames() {
    let options = options.flatMap(\.declaration.dashedNames) + ["--help"]
    for names in [options, subcommands.map(\.name), [name]] {
      precondition(Set(names).count == names.count, "a name is declared twice in `\(name)`")
      precondition(names.allSatisfy { $0.utf8.allSatisfy(isNameByte) }, "invalid name in `\(name)`")
    }
  }
}

/// Options that help shows together, under a heading.
package struct Section: Sendable {
  let heading: String
  let options: [any DeclaredOption]

  package init(_ heading: String, _ options: [any DeclaredOption]) {
    self.heading = heading
    self.options = options
  }
}

/// A line to type, and what it does.
package struct Example: Sendable {
  let line: String
  let meaning: String?

  package init(_ line: String, _ meaning: String? = nil) {
    self.line = line
    self.meaning = meaning
  }
}

/// A file that a command writes, for its manual page.
package struct NamedFile: Sendable {
  let name: String
  let meaning: String

  package init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

/// An argument that is not an option: what it is called, how many there may be and what they are.
package struct Operand: Sendable {
  let form: ValueForm
  let count: ClosedRange<Int>

  package static func file(_ name: String, optional: Bool = false) -> Operand {
    Operand(name, .path, optional ? 0...1 : 1...1)
  }

  /// Any number of files, or none.
  package static func files() -> Operand { Operand("FILE", .path, 0 ... .max) }

  package static func texts(_ name: String) -> Operand { Operand(name, .text, 0 ... .max) }

  static func choice(_ name: String, _ type: (some Choice).Type) -> Operand {
    Operand(name, .choice(type.allCases.map(\.rawValue)), 1...1)
  }

  private init(_ name: String, _ kind: ValueForm.Kind, _ count: ClosedRange<Int>) {
    form = ValueForm(placeholder: name, kind: kind)
    self.count = count
  }

  /// As in a usage line: `MODEL`, `[FILE]`, `[FILE …]`, `bash|zsh|fish`.
  var usage: String {
    var name = form.placeholder
    if case .choice(let words) = form.kind { name = words.joined(separator: "|") }
    return switch (count.lowerBound, count.upperBound) {
    case (0, 1): "[\(name)]"
    case (0, _): "[\(name) …]"
    default: name
    }
  }
}

extension [Operand] {
  /// Throws where the words are not what was declared, and returns those that are files. Each operand
  /// takes as many as it may while enough are left for those after it.
  func files(among words: [String]) throws(UsageError) -> [String] {
    var files: [String] = []
    var rest = words[...]
    for (index, operand) in enumerated() {
      let kept = self[(index + 1)...].reduce(0) { $0 + $1.count.lowerBound }
      let (least, most) = (operand.count.lowerBound, operand.count.upperBound)
      let own = rest.prefix(Swift.max(least, Swift.min(most, rest.count - kept)))
      guard own.count >= least else {
        throw .missingOperand(operand.form.placeholder)
      }
      if case .choice(let choices) = operand.form.kind {
        for word in own where !choices.contains(word) {
          throw .notChoice(of: operand.form.placeholder, word: word, choices: choices)
        }
      }
      if operand.form.kind == .path { files += own }
      rest = rest.dropFirst(own.count)
    }
    if let word = rest.first { throw .unexpectedOperand(word, expected: map(\.usage)) }
    return files
  }
}

/// A format of files that hold a command's options, and the two options that read and print them.
package struct SettingsFormat: Sendable {
  let name: String
  package let read: @Sendable (_ path: String) throws -> [Setting]
  package let write: @Sendable ([Setting]) -> String

  /// What `read` returns has places; of a name that occurs twice the last counts. What `write` makes
  /// of settings, `read` gives back.
  package init(
    _ name: String, read: @escaping @Sendable (_ path: String) throws -> [Setting],
    write: @escaping @Sendable ([Setting]) -> String
  ) {
    self.name = name
    self.read = read
    self.write = write
  }

  /// The option that names such a file.
  package var file: Option<String?> {
    .path(
      "config", "FILE",
      "read options from a \(name) file, named without dashes; the command line overrides it"
    )
  }

  var dump: Option<Bool> {
    .flag("dump-config", "print all options as \(name), with their defaults, and exit")
  }

  var section: Section { Section("Settings", [file, dump]) }
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

  /// This command and all below it, each before its subcommands.
  var all: [CommandPath] { [self] + command.subcommands.flatMap { appending($0).all } }

  /// How it is called: `translate bpe --merges N [OPTION …] [FILE …]`.
  var usage: String {
    guard command.subcommands.isEmpty else { return "\(name) COMMAND …" }
    let declarations = command.options.map(\.declaration)
    let required = declarations.filter(\.isRequired).map(\.usage)
    let others = declarations.allSatisfy(\.isRequired) ? [] : ["[OPTION …]"]
    return ([name] + required + others + command.operands.map(\.usage)).joined(separator: " ")
  }

  /// All ways to call it; the program itself can also be called with a file, or for its version.
  func usages(in tree: CommandTree) -> [String] {
    guard name == tree.name else { return [usage] }
    return [usage] + [tree.shortcut, "\(name) --version"].compactMap { $0 }
  }

  /// Its options section by section, `--help` among them.
  var optionRows: [(heading: String, rows: [(name: String, meaning: String)])] {
    var sections = command.sections
    if sections.isEmpty { sections = [Section("Options", [])] }
    return sections.enumerated().map { index, section in
      let rows = section.options.map(\.declaration).map { ($0.usage, $0.description) }
      let help = ("-h, --help", OptionDeclaration.help.help)
      return (section.heading, index == 0 ? rows + [help] : rows)
    }
  }
}

/// The commands of a program, as help, completion, manual pages and the reference page read them.
struct CommandTree: Sendable {
  let root: Command
  /// Runs on all the words where the first is not a command but an existing file.
  let fileCommand: Command?

  var name: String { root.name }

  /// How the command on a file is called without its name, where there is one.
  var shortcut: String? {
    fileCommand.map { ([name] + $0.operands.map(\.usage)).joined(separator: " ") }
  }

  /// As far down as the words name commands; and the words left.
  func resolve(_ words: ArraySlice<String>) -> (CommandPath, ArraySlice<String>) {
    var path = CommandPath(root)
    var rest = words
    while let word = rest.first,
      let next = path.command.subcommands.first(where: { $0.name == word })
    {
      path = path.appending(next)
      rest.removeFirst()
    }
    return (path, rest)
  }
}

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
  default: byte == UInt8(ascii: "-")
  }
}
