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

  @Test(arguments: [
    ("", true), ("NO_COLOR=1", false), ("NO_COLOR=", true), ("TERM=dumb", false),
    ("CLICOLOR_FORCE=1 TERM=dumb", true), ("CLICOLOR_FORCE=1 NO_COLOR=1", false),
  ])
  func `Color and bold are for terminals, and only where they are wanted`(
    _ environment: String, _ isShown: Bool
  ) throws {
    let setting = "env -u NO_COLOR -u CLICOLOR_FORCE TERM=xterm \(environment)"
    func seen(_ line: String) throws -> ChildProcess.Result {
      try Executable.shell("script --quiet --return --command '\(setting) \(line)' /dev/null")
    }
    let mistake = try seen("translate hepl")
    #expect(mistake.text.contains("neither a command") && mistake.status == 64)
    #expect(mistake.text.contains("\u{1B}[1;31mtranslate:\u{1B}[0m ") == isShown)
    let help = try seen("translate help train")
    #expect(help.text.contains("\u{1B}[1m--output DIR\u{1B}[0m ") == isShown)
    #expect(help.text.contains("\u{1B}[1mUsage:\u{1B}[0m translate train ") == isShown)
  }

  @Test(arguments: [("", false), ("CLICOLOR_FORCE=0", false), ("CLICOLOR_FORCE=1", true)])
  func `What is piped is plain, unless color is forced`(_ environment: String, _ isStyled: Bool)
    throws
  {
    let setting = "env -u NO_COLOR -u CLICOLOR_FORCE TERM=xterm \(environment)"
    let help = try Executable.shell("\(setting) translate help train")
    #expect(help.text.contains("\u{1B}") == isStyled)
    let mistake = try Executable.shell("\(setting) translate hepl")
    #expect(mistake.standardError.contains("\u{1B}") == isStyled)
  }

  /// The text comes in two parts, so that the bar is drawn, and then no more, so that it stays.
  @Test(arguments: [("INT", 130), ("TERM", 143)] as [(String, Int32)])
  func `A signal erases the progress bar`(_ signal: String, _ status: Int32) throws {
    let scratch = try TemporaryFolder()
    try scratch.write(
      "interrupt",
      """
      part() { yes "a line of words" | head -c 4000000; }
      { part; sleep 0.5; part; sleep 60; } | env --default-signal=INT translate tokenize --output tokens &
      for ((wait = 0; wait < 300; wait++)); do
        grep -q $'\\e\\[K' seen && break
        sleep 0.1
      done
      kill -\(signal) $!
      wait $!
      """.utf8)
    let result = try Executable.shell(
      "script --quiet --flush --return --command 'bash interrupt' seen", directory: scratch.url)
    #expect(result.status == status)
    #expect(result.text.contains("\rtokenize  "), "\(result.text)")
    #expect(result.text.hasSuffix("\u{1B}[K\r\u{1B}[K"), "\(result.text)")
    #expect(try scratch.names == ["interrupt", "seen"])
  }

  @Test
  func `The helper carries more than any pipe holds, both ways`() throws {
    let input = [UInt8](repeating: UInt8(ascii: "x"), count: 500_000)
    let result = try Executable.shell("tee /dev/stderr", input: input)
    #expect(result.standardOutput.count == input.count)
    #expect(result.standardError.utf8.count == input.count)
  }

  @Test
  func `The reference page is the one that the declarations give`() throws {
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
