import CommandLineInterface
import Glibc
import TextProcessing

/// Puts an error into words; nil where nothing went wrong.
func explain(_ error: any Error) -> Diagnostic? {
  switch error {
  case let error as FileError: file(error)
  case let error as TextError: text(error)
  default:
    Diagnostic(
      .internalFault, "a fault of ours: \(error)",
      advice: "Please report it, with the command that you typed.")
  }
}

private func file(_ error: FileError) -> Diagnostic? {
  switch error {
  case .missing(let path):
    Diagnostic(.missingInput, "there is no file `\(path)`")
  case .notReadable(let path, let code):
    Diagnostic(.missingInput, "cannot read \(input(path)): \(reason(code))")
  case .readFailed(let path, let code):
    Diagnostic(.inputOutput, "reading \(input(path)) failed: \(reason(code))")
  case .damagedGzip(let path):
    Diagnostic(
      .badData, "the compressed data of \(input(path)) are damaged or cut short",
      advice: "`gzip --test` tells more; fetch or compress the file anew.")
  case .cannotCreate(let path, let code):
    Diagnostic(
      .cannotCreate, "cannot create `\(path)`: \(reason(code))",
      advice: code == ENOENT ? "Create the directory that it is to stand in first." : nil)
  case .writeFailed(let path, let code):
    Diagnostic(.inputOutput, "writing \(output(path)) failed: \(reason(code))")
  case .closedPipe: nil
  }
}

private func text(_ error: TextError) -> Diagnostic {
  switch error {
  case .invalidUTF8(let path, let line, let byte, let value):
    Diagnostic(
      .badData, "\(input(path)), line \(line), byte \(byte): \(hexadecimal(value)) is not UTF-8",
      advice: "`--invalid-utf8 replace` reads U+FFFD in its place.")
  case .unknownEscape(let path, let line, let byte, let value):
    Diagnostic(
      .badData, "\(input(path)), line \(line), byte \(byte): unknown escape `\(value)`",
      advice: "Was this text written by `translate tokenize --joiner`?")
  }
}

private func input(_ path: String) -> String { path == "-" ? "standard input" : "`\(path)`" }

private func output(_ path: String) -> String { path == "-" ? "standard output" : "`\(path)`" }

private func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

private func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return digits.count == 1 ? "0x0\(digits)" : "0x\(digits)"
}
