import Glibc

/// What a user reads when something ends a command: a sentence, what to do next, and the status
/// that the process exits with. Its numbers are those of `sysexits.h`, and of shells for signals.
///
/// Each part is one line. A line feed within one can only come from a user's data, such as the name
/// of a file, and is printed escaped like other control characters.
package struct Diagnostic: Error, Equatable, Sendable {
  package enum Status: Int32, CaseIterable, Sendable {
    case usage = 64
    case badData = 65
    case missingInput = 66
    case internalError = 70
    case outOfMemory = 71
    case cannotCreate = 73
    case inputOutput = 74
    case hungUp = 129  // SIGHUP, with the work saved
    case interrupted = 130  // SIGINT, with the work saved
    case terminated = 143  // SIGTERM, with the work saved
  }

  package var status: Status
  package var message: String
  /// Lines below the message, such as the faults of a corpus.
  package var details: [String]
  package var advice: String?

  package init(
    _ status: Status, _ message: String, details: [String] = [], advice: String? = nil
  ) {
    self.status = status
    self.message = message
    self.details = details
    self.advice = advice
  }

  /// The message, the details and the advice.
  package var lines: [String] { [message] + details + (advice.map { [$0] } ?? []) }
}

/// What a stream leads to: a terminal with its width, or anything else.
package struct Terminal: Sendable {
  package let isTerminal: Bool
  /// In columns; 80 where it is unknown.
  package let width: Int
  /// On a terminal that is not `dumb`, or anywhere with `CLICOLOR_FORCE`
  /// (https://bixense.com/clicolors), and never with `NO_COLOR` (https://no-color.org).
  let showsColor: Bool

  package static var standardOutput: Terminal { Terminal(descriptor: STDOUT_FILENO) }
  package static var standardError: Terminal { Terminal(descriptor: STDERR_FILENO) }

  /// A terminal of a known width, or without one something other than a terminal.
  init(width: Int?, showsColor: Bool = false) {
    isTerminal = width != nil
    self.width = width ?? Self.usualWidth
    self.showsColor = showsColor
  }

  private init(descriptor: Int32) {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let width = isKnown ? Int(size.ws_col) : Self.usualWidth
    let isTerminal = isatty(descriptor) == 1
    self.init(width: isTerminal ? width : nil, showsColor: Self.wantsColor(onTerminal: isTerminal))
  }

  private static let usualWidth = 80

  private static func wantsColor(onTerminal isTerminal: Bool) -> Bool {
    if !environment("NO_COLOR").isEmpty { return false }
    if !["", "0"].contains(environment("CLICOLOR_FORCE")) { return true }
    return isTerminal && environment("TERM") != "dumb"
  }

  private static func environment(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }
}

/// Where the program itself prints: help and scripts on standard output, errors on standard error.
struct Console {
  var output: Terminal
  var error: Terminal
  /// Returns 0, or the system's error number.
  var write: (_ text: String, _ descriptor: Int32) -> Int32

  static var standard: Console {
    Console(output: .standardOutput, error: .standardError, write: writeAll)
  }

  /// A reader that has gone away is not an error: nothing is printed after this.
  func show(_ text: String) throws(Diagnostic) {
    let code = write(text, STDOUT_FILENO)
    guard code == 0 || code == EPIPE else {
      let reason = String(cString: strerror(code))
      throw Diagnostic(.inputOutput, "cannot write to standard output: \(reason)")
    }
  }

  /// `name: message`, and the other lines below it.
  func show(_ diagnostic: Diagnostic, from name: String) {
    let label = error.style.error("\(name):")
    let text = diagnostic.lines.map { escapingControls($0) + "\n" }.joined()
    _ = write("\(label) \(text)", STDERR_FILENO)
  }
}

/// Writes all of it, through interruptions; returns 0 or the system's error number.
func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
  }
  return 0
}

/// Prints a remark of a command, of one line or several, on standard error beside its data.
package func note(_ text: String) {
  _ = writeAll(escapingControls(text, except: "\n") + "\n", to: STDERR_FILENO)
}

/// Writes control characters as `\x1B`, so that the name of a file cannot control the terminal.
private func escapingControls(_ text: String, except kept: Unicode.Scalar? = nil) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.properties.generalCategory == .control && scalar != kept {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      result += (digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)").unicodeScalars
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}
