import Glibc

/// Where the program itself speaks: help and scripts on standard output, complaints on standard
/// error.
struct Console {
  var output: Terminal
  var error: Terminal
  /// Returns 0, or the system's error number.
  var write: (_ text: String, _ descriptor: Int32) -> Int32

  static var standard: Console {
    Console(output: .standardOutput, error: .standardError, write: writeAll)
  }

  /// A reader that has gone away is no mistake: this is the last thing printed.
  func show(_ text: String) throws(Diagnostic) {
    let code = write(text, STDOUT_FILENO)
    guard code == 0 || code == EPIPE else {
      let reason = String(cString: strerror(code))
      throw Diagnostic(.inputOutput, "cannot write to standard output: \(reason)")
    }
  }

  /// `name: message`, and the advice below it.
  func complain(_ diagnostic: Diagnostic, from name: String) {
    let (red, plain) = error.showsColor ? ("\u{1B}[1;31m", "\u{1B}[0m") : ("", "")
    let advice = diagnostic.advice.map { printable($0, keepingLines: true) + "\n" } ?? ""
    let message = printable(diagnostic.message, keepingLines: false)
    _ = write("\(red)\(name):\(plain) \(message)\n\(advice)", STDERR_FILENO)
  }
}

/// Control characters as `\x1B`, so that a file's name cannot steer the terminal it is shown on.
private func printable(_ text: String, keepingLines: Bool) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isControl = scalar.properties.generalCategory == .control
    if isControl && !(keepingLines && scalar == "\n") {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      result += (digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)").unicodeScalars
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

/// Writes it all, past interruptions; returns 0 or the system's error number.
func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
  }
  return 0
}

/// A remark of a command on standard error, beside its data.
package func note(_ text: String) { _ = writeAll(text + "\n", to: STDERR_FILENO) }
