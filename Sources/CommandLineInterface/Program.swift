import Glibc

/// A program: commands under one name, to which it adds `help`, `completion` and `--version`.
package struct Program: Sendable {
  let commands: CommandTree
  private let version: Version
  private let foreignNames: ForeignNames
  private let check: @Sendable (Arguments) throws -> Void

  /// `fileCommand` runs on all the words where the first is not a command but a file: one that exists,
  /// or a name with a dot or a slash. `check` comes before every command and may throw.
  package init(
    _ name: String, summary: String, discussion: String = "", version: Version,
    examples: [Example] = [], commands: [Command], fileCommand: Command? = nil,
    foreignNames: ForeignNames = .none,
    check: @escaping @Sendable (Arguments) throws -> Void = { _ in }
  ) {
    let root = Command(
      name, summary: summary, discussion: discussion, examples: examples,
      subcommands: commands + [.completion(of: name), .help])
    self.commands = CommandTree(root: root, fileCommand: fileCommand)
    self.version = version
    self.foreignNames = foreignNames
    self.check = check
  }

  /// Does what the words ask for, the first of which is the program's own name. Returns the exit
  /// status.
  ///
  /// `explain` puts a command's errors into words, all but a `Diagnostic`, which is in words already.
  /// It returns nil where nothing went wrong, such as a pipe whose reader has gone.
  package func run(_ arguments: [String], explain: (any Error) -> Diagnostic?) -> Int32 {
    run(arguments, on: .standard, explain: explain)
  }

  func run(
    _ arguments: [String], on console: Console, explain: (any Error) -> Diagnostic?
  ) -> Int32 {
    var (path, words) = commands.resolve(arguments.dropFirst())
    if path.name == name, let fileCommand = commands.fileCommand, let word = words.first,
      exists(word) || isMissingFile(word)
    {
      path = path.appending(fileCommand)
    }
    do {
      return try perform(path, words, console)
    } catch {
      let usage = UsageAdvice(path: path, tree: commands, foreignNames: foreignNames)
      let known = (error as? UsageError).map(usage.diagnostic(of:)) ?? error as? Diagnostic
      guard var diagnostic = known ?? explain(error) else { return success }
      if diagnostic.status == .usage, diagnostic.advice == nil {
        diagnostic.advice = path.helpAdvice
      }
      console.show(diagnostic, from: path.name)
      return diagnostic.status.rawValue
    }
  }

  private var name: String { commands.name }

  /// A name with a dot or a slash, which no command has, unless it is that of a script that a command
  /// of ours or of another program goes by: `train.py` is a slip, `model.safetensors` is missing.
  private func isMissingFile(_ word: String) -> Bool {
    !word.hasPrefix("-") && word.contains { $0 == "." || $0 == "/" }
      && foreignNames.replacement(forCommand: word) == nil
      && !CommandPath(commands.root).all.contains { $0.command.name == commandKey(word) }
  }

  private func perform(
    _ path: CommandPath, _ words: ArraySlice<String>, _ console: Console
  ) throws -> Int32 {
    if case .group = path.command.action { return try group(path, words, console) }
    switch try Parser.parse(words, for: path.command) {
    case .help: try showHelp(path, console)
    case .dump(let text): try console.show(text)
    case .arguments(let arguments):
      switch path.command.action {
      case .run(let run):
        try check(arguments)
        try run(arguments)
      case .completion: try completion(arguments, console)
      case .help, .group: try help(arguments, console)
      }
    }
    return success
  }

  /// A group without a command shows its help on standard error. A word after it is not one of its
  /// commands: those have been resolved.
  private func group(
    _ path: CommandPath, _ words: ArraySlice<String>, _ console: Console
  ) throws -> Int32 {
    switch words.first {
    case nil:
      let help = Help(tree: commands, terminal: console.error).text(for: path)
      _ = console.write(help, STDERR_FILENO)
      return Diagnostic.Status.usage.rawValue
    case "--help", "-h": try showHelp(path, console)
    case "--version" where path.name == name: try console.show("\(name) \(version.text)\n")
    case .some(let word): throw unknown(word, in: path)
    }
    return success
  }

  private func showHelp(_ path: CommandPath, _ console: Console) throws {
    try console.show(Help(tree: commands, terminal: console.output).text(for: path))
  }

  private func help(_ arguments: Arguments, _ console: Console) throws {
    if arguments[markdown] {
      return try console.show(ReferencePage(tree: commands).text)
    }
    let (path, rest) = commands.resolve(arguments.operands[...])
    if let word = rest.first { throw unknown(word, in: path) }
    guard arguments[manual] else { return try showHelp(path, console) }
    try console.show(ManPage(tree: commands, version: version).text(for: path))
  }

  private func completion(_ arguments: Arguments, _ console: Console) throws {
    guard let shell = arguments.operands.first.flatMap(Shell.init) else { return }
    try console.show(shell.script(for: CompletionTree(commands)))
  }

  private func unknown(_ word: String, in path: CommandPath) -> UsageError {
    if word.hasPrefix("-") { return .optionBeforeCommand(word) }
    let names = path.command.subcommands.map(\.name)
    let nearest = names.first { $0 == commandKey(word) } ?? nearest(to: word, among: names)
    if path.name == name, commands.fileCommand != nil {
      return .neitherCommandNorFile(word, nearest: nearest)
    }
    return .unknownCommand(word, nearest: nearest)
  }
}

/// What `--version` and the manual pages print.
package struct Version: Sendable {
  let number: String
  let date: String
  let details: String

  /// The date is that of the release, `2026-11-28`; the details are those of libraries.
  package init(_ number: String, date: String, details: String) {
    self.number = number
    self.date = date
    self.details = details
  }

  var text: String { details.isEmpty ? number : "\(number) (\(details))" }
}

private let success: Int32 = 0

extension Command {
  static let help = Command(
    name: "help", summary: "show the help of the program or of a command", discussion: "",
    operands: [.texts("COMMAND")], sections: [Section("Options", [manual, markdown])],
    examples: [], action: .help)

  static func completion(of program: String) -> Command {
    Command(
      name: "completion", summary: "print a shell script that completes commands and options",
      discussion: "", operands: [.choice("SHELL", Shell.self)], sections: [],
      examples: [
        Example("source <(\(program) completion bash)", "in ~/.bashrc"),
        Example("source <(\(program) completion zsh)", "in ~/.zshrc, after compinit"),
        Example("\(program) completion fish | source", "in ~/.config/fish/config.fish"),
      ], action: .completion)
  }
}

private let manual = Option.flag(
  "man", "print a manual page in roff, such as for `man --local-file -`")
private let markdown = Option.flag("markdown", "print the reference of all commands in Markdown")

private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
