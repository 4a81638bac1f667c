import CommandLineInterface
import Glibc
import TextProcessing

extension FileError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
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
    case .lineTooLong(let path, let line, let limit):
      Diagnostic(
        .badData, "\(place(path, line: line)): no line feed in \(limit) bytes",
        advice: "Lines end at the line feed alone. Is this text?")
    case .cannotCreate(let path, let code):
      Diagnostic(
        .cannotCreate, "cannot create `\(path)`: \(reason(code))",
        advice: code == ENOENT ? "Create the directory that it is to stand in first." : nil)
    case .writtenTwice(let path):
      Diagnostic(
        .usage, "two outputs are to be written to `\(path)`", advice: "Give each a file of its own."
      )
    case .readAndWritten(let path):
      Diagnostic(
        .usage, "`\(path)` is read and written", advice: "Give the output a name of its own.")
    case .notCompressed(let path):
      Diagnostic(
        .usage, "`\(path)` would not be compressed, whatever its name says",
        advice: "Write to standard output and on through gzip.")
    case .writeFailed(let path, let code):
      Diagnostic(
        .inputOutput, "writing \(output(path)) failed: \(reason(code))",
        advice: code == ENOSPC ? "Make room there, or write elsewhere." : nil)
    case .closedPipe: nil
    }
  }
}

extension TextError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .invalidUTF8(let path, let line, let byte, let value):
      Diagnostic(
        .badData, "\(place(path, line: line, byte: byte)): \(hexadecimal(value)) is not UTF-8",
        advice: "Convert the file with iconv (of what is compressed, only gzip is read), or, where "
          + "the command has it, give `--invalid-utf8 replace` or `skip`.")
    case .unknownEscape(let path, let line, let byte, let value):
      Diagnostic(
        .badData, "\(place(path, line: line, byte: byte)): unknown escape `\(value)`",
        advice: value.hasPrefix("\\")
          ? "The escapes of a vocabulary are \\t, \\n, \\r, \\s and \\\\."
          : "Was this text written by `translate tokenize --joiner`?")
    }
  }
}

private func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
