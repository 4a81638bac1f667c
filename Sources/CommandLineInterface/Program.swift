/// A program: commands under one name, with `help`, `completion` and `--version` of its own.
package struct Program: Sendable {
  let root: Command
  let version: String
  /// Run on all the words where the first names no command but an existing file.
  let fileCommand: Command?

  package init(
    _ name: String, summary: String, discussion: String = "", version: String,
    commands: [Command], fileCommand: Command? = nil
  ) {
    root = Command(
      name, summary: summary, discussion: discussion,
      subcommands: commands + [CompletionCommand.command(for: name), HelpCommand.command])
    self.version = version
    self.fileCommand = fileCommand
  }

  /// Does what the words ask for, the first of which is the program's own name. Returns the exit
  /// status.
  ///
  /// Errors of a command are put into words by `explain`, which answers nil where there is nothing
  /// to say and nothing went wrong, such as a pipe whose reader has gone. What a `Diagnostic` says
  /// needs no explaining.
  package func run(_ arguments: [String], explain: (any Error) -> Diagnostic?) -> Int32 {
    run(arguments, on: .standard, explain: explain)
  }

  func run(
    _ arguments: [String], on console: Console, explain: (any Error) -> Diagnostic?
  ) -> Int32 {
    var (path, words) = resolve(arguments.dropFirst())
    if path.name == name, let fileCommand, let word = words.first, exists(word) {
      path = path.appending(fileCommand)
    }
    do {
      return try perform(path, words, console)
    } catch {
      let mistake = (error as? UsageError)?.diagnostic(in: path) ?? error as? Diagnostic
      guard var diagnostic = mistake ?? explain(error) else { return success }
      if diagnostic.status == .usage, diagnostic.advice == nil { diagnostic.advice = path.advice }
      console.complain(diagnostic, from: path.name)
      return diagnostic.status.rawValue
    }
  }

  var name: String { root.name }

  /// How the command on a file is called without its name, where there is one.
  var shortcut: String? {
    fileCommand.map { ([name] + $0.operands.map(\.usage)).joined(separator: " ") }
  }

  /// As far down as the words name commands; and the words left.
  private func resolve(_ words: ArraySlice<String>) -> (CommandPath, ArraySlice<String>) {
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

  private func perform(
    _ path: CommandPath, _ words: ArraySlice<String>, _ console: Console
  ) throws -> Int32 {
    if case .group = path.command.action { return try group(path, words, console) }
    switch try Parser.parse(words, for: path.command) {
    case .help: try showHelp(path, console)
    case .dump(let text): try console.show(text)
    case .arguments(let arguments):
      switch path.command.action {
      case .run(let run): try run(arguments)
      case .completion: try showCompletion(arguments, console)
      case .help, .group: try answer(arguments, console)
      }
    }
    return success
  }

  /// A group by itself is a question; after it stands only a word that is none of its commands.
  private func group(
    _ path: CommandPath, _ words: ArraySlice<String>, _ console: Console
  ) throws -> Int32 {
    switch words.first {
    case nil:
      _ = console.write(Help(program: self, width: console.error.width).text(for: path), 2)
      return Diagnostic.Status.usage.rawValue
    case "--help", "-h": try showHelp(path, console)
    case "--version" where path.name == name: try console.show("\(name) \(version)\n")
    case .some(let word): throw unknown(word, in: path)
    }
    return success
  }

  private func showHelp(_ path: CommandPath, _ console: Console) throws {
    try console.show(Help(program: self, width: console.output.width).text(for: path))
  }

  private func answer(_ arguments: Arguments, _ console: Console) throws {
    if arguments[HelpCommand.markdown] {
      return try console.show(ReferencePage(program: self).text)
    }
    let (path, rest) = resolve(arguments.operands[...])
    if let word = rest.first { throw unknown(word, in: path) }
    try showHelp(path, console)
  }

  private func showCompletion(_ arguments: Arguments, _ console: Console) throws {
    guard let shell = arguments.operands.first.flatMap(Shell.init) else { return }
    try console.show(shell.script(for: CompletionTree(self)))
  }

  private func unknown(_ word: String, in path: CommandPath) -> UsageError {
    let nearest = nearest(to: word, among: path.command.subcommands.map(\.name))
    if word.hasPrefix("-") { return .optionBeforeCommand(word) }
    if path.name == name, fileCommand != nil {
      return .neitherCommandNorFile(word, nearest: nearest)
    }
    return .unknownCommand(word, nearest: nearest)
  }
}

private let success: Int32 = 0
