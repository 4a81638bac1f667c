import Testing

@testable import CommandLineInterface

/// The files that a command line names.
struct FileArgumentTests {
  private static let output = Option.path("output", "FILE", default: "-", "what is written")
    .written()
  private static let list = Option.path("list", "FILE", "what is written as well").written()
  private static let command = Command(
    "copy", summary: "copy files", operands: [.file("MODEL"), .texts("SENTENCE")],
    options: [Sample.bpe, Sample.diff, Sample.locale, output, list],
    run: { _ in throw Sample.Broken() })

  @Test(arguments: [
    ("a", ["a"], ["-"]), ("a b c", ["a"], ["-"]), ("a --locale fr --bpe b", ["b", "a"], ["-"]),
    ("--diff a b c --output d", ["a", "b", "c"], ["d"]), ("--list=e a", ["a"], ["-", "e"]),
  ])
  func `are those that it reads and those that it writes`(
    _ line: String, _ inputs: [String], _ outputs: [String]
  ) throws {
    let words = line.split(separator: " ").map(String.init)
    let arguments = try #require(try Sample.parse(words, Self.command))
    #expect(arguments.inputs == inputs)
    #expect(arguments.outputs == outputs)
  }

  @Test func `are checked before the command runs`() {
    let program = Program(
      "sample", summary: "a program for tests", version: Sample.version, commands: [Self.command],
      check: { throw Diagnostic(.usage, "\($0.inputs) and \($0.outputs)") })
    let result = Sample.run(["copy", "a", "--output", "b"], of: program)
    #expect(result.error.hasPrefix("sample copy: [\"a\"] and [\"b\"]"))
    #expect(result.status == 64)
  }
}
