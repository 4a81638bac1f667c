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
      .internalError, "internal error: \(error)",
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

/// A path as a reader of messages knows it.
package func shown(_ path: String) -> String { path == "-" ? "standard input" : path }

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

/// Such as `17 MiB` and `2.5 GiB`.
package func amount(_ bytes: Int) -> String {
  bytes < 1 << 30 ? "\(bytes >> 20) MiB" : "\(fixed(Double(bytes) / 0x1p30, 1)) GiB"
}

/// A number with this many digits after the point; as Swift writes it where it is not finite or is too
/// large for digits to mean anything.
package func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  guard value.magnitude * scale < 0x1p63 else { return "\(value)" }
  let scaled = Int((value.magnitude * scale).rounded())
  let fraction = String(scaled % Int(scale))
  let padding = String(repeating: "0", count: max(digits - fraction.count, 0))
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return digits == 0 ? "\(sign)\(scaled)" : "\(sign)\(scaled / Int(scale)).\(padding)\(fraction)"
}
