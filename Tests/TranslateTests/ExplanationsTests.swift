import CommandLineInterface
import Files
import Glibc
import Messages
import Testing
import TextProcessing

@testable import translate

@Suite("Errors in words")
struct ExplanationsTests {
  struct Case: CustomTestStringConvertible {
    var error: any Error & Sendable
    var status: Diagnostic.Status
    var message: String
    var advice: String? = nil
    var testDescription: String { "\(error)" }
  }

  @Test(arguments: [
    Case(
      error: FileError.missing(path: "a.en"), status: .missingInput,
      message: "there is no file `a.en`"),
    Case(
      error: FileError.notReadable(path: "a.en", code: EACCES), status: .missingInput,
      message: "cannot read `a.en`: Permission denied"),
    Case(
      error: FileError.notReadable(path: "corpora", code: EISDIR), status: .missingInput,
      message: "cannot read `corpora`: Is a directory"),
    Case(
      error: FileError.readFailed(path: "-", code: EIO), status: .inputOutput,
      message: "reading standard input failed: Input/output error"),
    Case(
      error: FileError.damagedGzip(path: "a.gz"), status: .badData,
      message: "the compressed data of `a.gz` are damaged or cut short",
      advice: "Check the file with `gzip --test`; download or compress it again."),
    Case(
      error: FileError.lineTooLong(path: "a", line: 3, limit: 9), status: .badData,
      message: "`a`, line 3: no line feed in 9 bytes",
      advice: "Lines end at the line feed alone. Is this text?"),
    Case(
      error: FileError.cannotCreate(path: "out/a", code: ENOENT), status: .cannotCreate,
      message: "cannot create `out/a`: No such file or directory",
      advice: "Create its directory first."),
    Case(
      error: FileError.cannotCreate(path: "/a", code: EACCES), status: .cannotCreate,
      message: "cannot create `/a`: Permission denied"),
    Case(
      error: FileError.writeFailed(path: "-", code: ENOSPC), status: .inputOutput,
      message: "writing standard output failed: No space left on device",
      advice: "Free some space there, or write elsewhere."),
    Case(
      error: TextError.invalidUTF8(path: "-", line: 3, byte: 7, value: 0x0C), status: .badData,
      message: "standard input, line 3, byte 7: 0x0C is not UTF-8",
      advice: "Convert the file with iconv (of compressed files, only gzip is read), or, where "
        + "the command has the option, give `--invalid-utf8 replace` or `skip`."),
    Case(
      error: TextError.unknownEscape(path: "a.tok", line: 1, byte: 2, value: "%q"),
      status: .badData, message: "`a.tok`, line 1, byte 2: unknown escape `%q`",
      advice: "Was this text written by `translate tokenize --joiner`?"),
    Case(
      error: BytePairError.malformedMerge(
        path: "a", line: 1, value: String(repeating: "e\u{301}", count: 1_000_000)),
      status: .badData,
      message: "`a`, line 1: `\(String(repeating: "e\u{301}", count: 40))…` is not a merge",
      advice: "A merge is two symbols separated by a space, as `translate bpe` writes them."),
    Case(
      error: Unheard(), status: .internalError, message: "internal error: Unheard()",
      advice: "Please report it, with the command that you typed."),
  ])
  func `reads`(_ item: Case) {
    #expect(
      explain(item.error) == Diagnostic(item.status, item.message, advice: item.advice))
  }

  @Test
  func `A pipe whose reader has gone needs no words`() {
    #expect(explain(FileError.closedPipe) == nil)
  }

  private struct Unheard: Error {}
}
