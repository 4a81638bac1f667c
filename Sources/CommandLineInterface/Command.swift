/// A command, declared once for parsing, help, completion and the reference page.
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
  /// The format of files that may hold its options.
  let settings: SettingsFormat?
  let action: Action

  /// A command that does something. Its help has `options` under "Options", before `sections`; with
  /// `settings` it has the options `--config` and `--dump-config` too. In a discussion an empty line
  /// separates paragraphs, and lines that begin with a space are kept as they are.
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

  /// Names are ASCII and distinct, so that comparing them as strings compares their bytes.
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

/// A word of the command line that is not an option: what it is called, how many there may be and
/// what they are.
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

  /// As it stands in a usage line: `MODEL`, `[FILE]`, `[FILE …]`, `bash|zsh|fish`.
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
      let taken = rest.prefix(Swift.max(least, Swift.min(most, rest.count - kept)))
      guard taken.count >= least else {
        throw .missingOperand(operand.form.placeholder)
      }
      if case .choice(let choices) = operand.form.kind {
        for word in taken where !choices.contains(word) {
          throw .notChoice(of: operand.form.placeholder, word: word, choices: choices)
        }
      }
      if operand.form.kind == .path { files += taken }
      rest = rest.dropFirst(taken.count)
    }
    if let word = rest.first { throw .unexpectedOperand(word, expected: map(\.usage)) }
    return files
  }
}

/// A format of files that hold a command's options, and the two options that read and print them.
package struct SettingsFormat: Sendable {
  let name: String
  let read: @Sendable (_ path: String) throws -> [Setting]
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

  var file: Option<String?> {
    .path(
      "config", "FILE",
      "take options from a \(name) file, by their names without dashes; the command line counts more"
    )
  }

  var dump: Option<Bool> {
    .flag("dump-config", "print all options as \(name), defaults included, and do nothing else")
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

  /// Itself and all below, each before its subcommands.
  var all: [CommandPath] { [self] + command.subcommands.flatMap { appending($0).all } }

  /// How it is called: `translate bpe --merges N [OPTION …] [FILE …]`.
  var usage: String {
    guard command.subcommands.isEmpty else { return "\(name) COMMAND …" }
    let declarations = command.options.map(\.declaration)
    let required = declarations.filter(\.isRequired).map(\.usage)
    let others = declarations.allSatisfy(\.isRequired) ? [] : ["[OPTION …]"]
    return ([name] + required + others + command.operands.map(\.usage)).joined(separator: " ")
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

/// The commands of a program, as help, completion and the reference page read them.
struct CommandTree: Sendable {
  let root: Command
  /// Runs on all the words where the first names an existing file rather than a command.
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
