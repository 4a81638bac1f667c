import Foundation
import TestSupport
import Testing

@Suite("The program without its commands")
struct SkeletonTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var script: String
    var status: Int32
    var output: String = ""
    var error: String = ""
  }

  @Test(
    "says what it should, where it should, and exits with the right status",
    arguments: [
      Case(
        testDescription: "help goes to standard output", script: "translate help", status: 0,
        output: "Usage: translate COMMAND …"),
      Case(
        testDescription: "so it does when asked as an option", script: "translate --help",
        status: 0,
        output: "Usage: translate COMMAND …"),
      Case(
        testDescription: "nothing to do is wrong use, and shows help on standard error",
        script: "translate", status: 64, error: "Usage: translate COMMAND …"),
      Case(
        testDescription: "the version", script: "translate --version", status: 0,
        output: "translate 0.2.0 (ICU "),
      Case(
        testDescription: "a misspelt command", script: "translate hepl", status: 64,
        error: """
          translate: `hepl` is neither a command nor a file; did you mean `help`?
          Type `translate --help` for help.

          """),
      Case(
        testDescription: "a reader that has gone away is no error",
        script: "(sleep 0.2; translate help; echo $? > status) | true; cat status", status: 0,
        output: "0\n"),
      Case(
        testDescription: "a full disk is", script: "translate help > /dev/full", status: 74,
        error: "translate help: cannot write to standard output: No space left on device\n"),
      Case(
        testDescription: "a closed standard output is", script: "translate help >&-", status: 74,
        error: "translate help: cannot write to standard output: Bad file descriptor\n"),
    ])
  func skeleton(_ item: Case) throws {
    let scratch = try TemporaryFolder()
    let result = try Executable.shell(item.script, directory: scratch.url)
    #expect(result.status == item.status)
    #expect(item.output.isEmpty ? result.text.isEmpty : result.text.contains(item.output))
    #expect(
      item.error.isEmpty
        ? result.standardError.isEmpty : result.standardError.contains(item.error))
  }

  @Test(
    "Red is for terminals alone, and not where it is not wanted",
    arguments: [("", true), ("NO_COLOR=1", false), ("NO_COLOR=", true), ("TERM=dumb", false)])
  func color(_ environment: String, _ isRed: Bool) throws {
    let line = "env -u NO_COLOR TERM=xterm \(environment) translate hepl"
    let seen = try Executable.shell("script --quiet --return --command '\(line)' /dev/null")
    #expect(seen.text.contains("neither a command") && seen.status == 64)
    #expect(seen.text.contains("\u{1B}[1;31m") == isRed)
    #expect(try !Executable.shell(line).standardError.contains("\u{1B}"))
  }

  @Test("The helper carries more than any pipe holds, both ways")
  func largeStreams() throws {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 500_000)
    let result = try Executable.shell("tee /dev/stderr", input: input)
    #expect(result.standardOutput.count == input.count)
    #expect(result.standardError.utf8.count == input.count)
  }

  @Test("The reference page is the one that the declarations give")
  func referencePage() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/reference.md").standardizedFileURL
    let printed = try Executable.run("help", "--markdown").standardOutput
    let kept = try [UInt8](Data(contentsOf: page))
    let isCurrent = kept == printed  // a failure need not show both pages
    #expect(
      isCurrent,
      "docs/reference.md is old; write it anew: translate help --markdown > docs/reference.md")
  }
}
