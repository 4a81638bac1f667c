import CommandLineInterface
import Files
import Glibc
import Messages
import TextProcessing

/// What the commands that read text and write text have in common.
enum TextOptions {
  static let output = Option.path(
    "output", "FILE", default: "-", "where to write; a file appears whole or not at all")
  static let threads = Option.integer(
    "threads", "N", in: 1...256,
    "how many threads (default: one a processor); the output is the same for any number")
  static let invalidUTF8 = Option.choice(
    "invalid-utf8", InvalidUTF8Policy.self, default: .error,
    "what to do with a line that is not UTF-8: stop, put U+FFFD in its place, or leave it out, which puts parallel files out of step"
  )
  static let drops = Option.path(
    "drops", "FILE", "a line for each line left out: file, line and reason, with tabs between")
  static let quiet = Option.flag("quiet", "say nothing of the progress")

  static let section = Section("Reading and writing", [output, threads, invalidUTF8, drops, quiet])

  static func threadCount(_ arguments: Arguments) -> Int {
    arguments[threads] ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Refuses outputs that are operands too.
  static func checkOutputs(_ arguments: Arguments, _ outputs: [String?]) throws {
    try Files.checkOutputs(
      outputs.compactMap { $0 }, besides: arguments.operands)
  }

  /// Runs the file that the first operand names (or standard input) through a transform.
  static func transform(
    _ arguments: Arguments, title: String, onBlock: @escaping (BlockReport) -> Void = { _ in },
    by makeTransform: () throws -> any BlockTransform
  ) throws {
    try checkOutputs(arguments, [arguments[output], arguments[drops]])
    let reader = try LineReader(path: arguments.operands.first ?? "-")
    let output = try OutputFile(path: arguments[output])
    let drops = try DropReport(path: arguments[Self.drops])
    let progress = ProgressBar(title, total: reader.size, isQuiet: arguments[quiet])
    try transformLines(
      of: reader, to: output, threads: threadCount(arguments),
      onBlock: { report in
        progress.advance(by: report.block.bytes.count)
        onBlock(report)
        if !report.drops.isEmpty { progress.erase() }  // they may be told of on the terminal
        try drops.add(report.drops)
      }, makeTransform: makeTransform)
    progress.erase()
    try drops.commit()
    try output.commit()
  }
}

/// Refuses options on the command line that change nothing beside others: whoever types one expects
/// something of it. A settings file may well hold every option.
func refuse(
  _ options: [any DeclaredOption], in arguments: Arguments, _ reason: String, advice: String? = nil
) throws {
  guard let option = options.first(where: { arguments.isGiven($0) }) else { return }
  throw Diagnostic(.usage, "\(option.name) has no effect \(reason)", advice: advice)
}

/// Tells of every line that was left out: in a ledger where one is asked for, else one by one.
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
    if count > 0 { note("\(count) \(count == 1 ? "line" : "lines") left out") }
  }
}

extension TextOptions {
  /// Counts the tokens of the files that the operands name, or of standard input.
  static func countTokens(_ arguments: Arguments) throws -> TokenCounts {
    try countTokens(
      of: arguments.operands.isEmpty ? ["-"] : arguments.operands, as: arguments)
  }

  /// The same for other files; lines left out are told of.
  static func countTokens(of paths: [String], as arguments: Arguments) throws -> TokenCounts {
    let drops = try DropReport(path: arguments[drops])
    let counts = try TextProcessing.countTokens(
      inLinesOf: paths, threads: threadCount(arguments), ifInvalid: arguments[invalidUTF8],
      onDrop: { try drops.add([$0]) })
    try drops.commit()
    return counts
  }
}
