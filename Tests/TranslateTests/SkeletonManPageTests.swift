import Foundation
import TestSupport
import Testing

@Suite("Manual pages of the program")
struct SkeletonManPageTests {
  /// The commands that help lists, without the program's name, and the program itself.
  static let commands = [
    "", "train", "run", "logprob", "evaluate", "score", "tokenize", "detokenize", "bpe", "vocab",
    "pad", "corpus", "corpus check", "corpus clean", "corpus split", "completion", "help",
  ]

  private static func page(_ command: String) throws -> ChildProcess.Result {
    try Executable.shell("translate help --man \(command)")
  }

  @Test func `every command of the program has a page`() throws {
    let reference = try Executable.run("help", "--markdown").text
    let headings = reference.matches(of: /(?m)^## translate (.+)$/).map { String($0.1) }
    #expect(Set(headings).isSubset(of: Self.commands))
  }

  @Test(arguments: commands)
  func `Each option is on the page`(_ command: String) throws {
    let help = try Executable.shell("translate help \(command)").text
    let options = help.matches(of: /(?m)^  (--[^ \n]+)/).map { String($0.1) }
    let page = try Self.page(command)
    #expect(page.status == 0 && page.standardError.isEmpty)
    for option in options {
      #expect(page.text.contains("\n\\fB\(option.replacing("-", with: "\\-"))\\fR"), "\(option)")
    }
  }

  @Test func `the page of train`() throws {
    let page = try Self.page("train").text
    for part in [
      ".TH \"TRANSLATE\\-TRAIN\" 1 ", "\n.SH DESCRIPTION\n", "\n.SH OPTIONS\n", "\n.SH EXAMPLES\n",
      "\n.SH FILES\n.TP\n\\fBDIR/model.safetensors\\fR\n", "\n.SH EXIT STATUS\n",
      "\n.SH SEE ALSO\n\\fBtranslate\\fR(1), ",
    ] {
      #expect(page.contains(part), "\(part)")
    }
  }

  private static let man = FileManager.default.isExecutableFile(atPath: "/usr/bin/man")
  private static let mandoc = FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc")

  @Test(.enabled(if: man), arguments: commands)
  func `man finds nothing wrong with a page`(_ command: String) throws {
    let shown = try Executable.shell(
      "translate help --man \(command) | man --warnings -E UTF-8 --local-file -")
    #expect(shown.status == 0 && shown.standardError.isEmpty, "\(shown.standardError)")
    #expect(shown.text.contains("EXIT STATUS"))
  }

  @Test(.enabled(if: mandoc), arguments: commands)
  func `mandoc finds nothing wrong with a page`(_ command: String) throws {
    let lint = try Executable.shell("translate help --man \(command) | mandoc -T lint -W warning")
    #expect(lint.status == 0, "\(lint.text)")
  }
}
