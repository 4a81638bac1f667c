import CommandLineInterface

/// An error that can be put into words: a sentence with the file, the line and the value, then what
/// to do next.
package protocol Explained: Error {
  /// Nil where nothing went wrong, such as a pipe whose reader has gone.
  var diagnostic: Diagnostic? { get }
}

package func explain(_ error: any Error) -> Diagnostic? {
  guard let error = error as? any Explained else {
    return Diagnostic(
      .internalFault, "a fault of ours: \(error)",
      advice: "Please report it, with the command that you typed.")
  }
  return error.diagnostic
}

// MARK: Values in messages

/// A place in a file, as every message has it.
package func place(_ path: String, line: Int) -> String { "\(input(path)), line \(line)" }

package func place(_ path: String, line: Int, byte: Int) -> String {
  "\(place(path, line: line)), byte \(byte)"
}

package func input(_ path: String) -> String { path == "-" ? "standard input" : "`\(path)`" }

package func output(_ path: String) -> String { path == "-" ? "standard output" : "`\(path)`" }

/// A value as a file has it, cut short: in a wrong file it may be a very long line.
package func quoted(_ value: String) -> String {
  let most = 80
  let end = value.unicodeScalars.index(
    value.startIndex, offsetBy: most, limitedBy: value.endIndex)
  guard let end, end < value.endIndex else { return "`\(value)`" }
  return "`\(value[..<end])…`"
}

/// A byte such as `0x0A`.
package func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return digits.count == 1 ? "0x0\(digits)" : "0x\(digits)"
}
