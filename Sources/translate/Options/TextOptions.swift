import CommandLineInterface
import Files
import Glibc
import Messages
import TextProcessing

/// What the commands that read text and write text have in common.
enum TextOptions {
  static let output = Option.path(
    "output", "FILE", default: "-",
    "where to write; a name that ends in .gz is compressed, and a file appears whole or not at all"
  ).written()
  static let threads = Option.integer(
    "threads", "N", in: 1...256,
    "number of threads (default: that of the processors); the output does not depend on it")
  static let invalidUTF8 = Option.choice(
    "invalid-utf8", InvalidUTF8Policy.self, default: .error,
    "what to do with a line that is not UTF-8: error: stop; replace: U+FFFD for each invalid part; skip: leave the line out, after which parallel files no longer match"
  )
  static let drops = Option.path(
    "drops", "FILE", "list the lines left out: file, line and reason, separated by tabs"
  ).written()
  static let quiet = Option.flag("quiet", "do not report progress")

  static let section = Section("Reading and writing", [output, threads, invalidUTF8, drops, quiet])

  static func threadCount(_ arguments: Arguments) -> Int {
    arguments[threads] ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// The files that the operands name, or else standard input.
  static func inputs(_ arguments: Arguments) throws -> [String] {
    if arguments.operands.isEmpty {
      try checkOutputs(arguments.outputs, besides: arguments.inputs + ["-"])
      announceTerminal("-", arguments)
      return ["-"]
    }
    for path in arguments.operands { announceTerminal(path, arguments) }
    return arguments.operands
  }

  /// Says that the command waits for what is typed, where the path is that of a terminal's input.
  static func announceTerminal(_ path: String, _ arguments: Arguments) {
    guard isStandardInput(path), isatty(STDIN_FILENO) == 1 else { return }
    if arguments.declares(quiet), arguments[quiet] { return }
    note("reading from the terminal; end with Ctrl-D")
  }

  /// Sends the files that the operands name (or standard input) through a transform.
  static func transform(
    _ arguments: Arguments, title: String, onBlock: @escaping (BlockReport) -> Void = { _ in },
    by makeTransform: () throws -> any BlockTransform
  ) throws {
    let source = try ConcatenatedFiles(inputs(arguments))
    let output = try OutputFile(path: arguments[output])
    let drops = try DropReport(path: arguments[Self.drops])
    let progress = ProgressBar(title, total: source.size, isQuiet: arguments[quiet])
    var summary = RunSummary(of: output, isQuiet: arguments[quiet])
    try transformLines(
      of: source, to: output, threads: threadCount(arguments),
      onBlock: { report in
        progress.advance(by: report.block.bytes.count)
        summary.add(lines: report.block.lineCount)
        onBlock(report)
        if !report.drops.isEmpty { progress.erase() }  // they may be listed on the same terminal
        try drops.add(report.drops)
      }, makeTransform: makeTransform)
    progress.erase()
    try drops.commit()
    try output.commit()
    summary.show()
  }
}

/// Refuses options on the command line that have no effect beside others: whoever types one expects
/// something of it. A settings file may well hold every option.
func refuse(
  _ options: [any DeclaredOption], in arguments: Arguments, _ reason: String, advice: String? = nil
) throws {
  guard let option = options.first(where: { arguments.isGiven($0) }) else { return }
  throw Diagnostic(.usage, "\(option.name) has no effect \(reason)", advice: advice)
}

/// The last line of a run whose output is a file: `29000 lines in 1.2 s, 24166 lines/s`.
struct RunSummary {
  private let start = uptime()
  private let isShown: Bool
  private var lines = 0

  init(of output: OutputFile, isQuiet: Bool) { isShown = output.isRegular && !isQuiet }

  mutating func add(lines count: Int) { lines += count }

  func show() {
    guard isShown else { return }
    let seconds = max((uptime() - start) / .seconds(1), 0.01)
    let time = fixed(seconds, seconds < 1 ? 2 : 1)
    note("\(counted(lines, "line")) in \(time) s, \(fixed(Double(lines) / seconds, 0)) lines/s")
  }
}

/// Reports every line that was left out: in a file where one is asked for, else one by one.
final class DropReport {
  private var ledger: DropLedger?
  private var count = 0

  init(path: String?) throws { ledger = try path.map { try DropLedger(path: $0) } }

  func add(_ drops: [Drop]) throws {
    count += drops.count
    for drop in drops {
      if ledger != nil {
        try ledger?.add(drop)
      } else {
        note("\(shown(drop.path)), line \(drop.line): left out (\(drop.reason))")
      }
    }
  }

  func commit() throws {
    try ledger?.commit()
    if count > 0 { note("\(counted(count, "line")) left out") }
  }
}

extension TextOptions {
  /// Counts the tokens of the files that the operands name, or of standard input.
  static func countTokens(_ arguments: Arguments) throws -> TokenCounts {
    try countTokens(of: inputs(arguments), as: arguments)
  }

  /// The same for other files; lines left out are reported.
  static func countTokens(of paths: [String], as arguments: Arguments) throws -> TokenCounts {
    let drops = try DropReport(path: arguments[drops])
    let counts = try TextProcessing.countTokens(
      inLinesOf: paths, threads: threadCount(arguments), ifInvalid: arguments[invalidUTF8],
      onDrop: { try drops.add([$0]) })
    try drops.commit()
    return counts
  }
}
