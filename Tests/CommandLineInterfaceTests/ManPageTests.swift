import Foundation
import TestSupport
import Testing

@testable import CommandLineInterface

@Suite("Manual pages")
struct ManPageTests {
  private func page(_ command: String...) -> String {
    Sample.run(["help", "--man"] + command).output
  }

  @Test func `the program's page names its commands and exit statuses`() {
    let page = page()
    #expect(page.hasPrefix(".TH \"SAMPLE\" 1 \"2026-01-31\" \"sample 1.2.3\" \"User Commands\"\n"))
    for part in [
      "\n.SH NAME\nsample \\- a program for tests\n",
      "\n\\fBsample\\fR \\fICOMMAND\\fR \\fI…\\fR\n.br\n",
      "\n.br\n\\fBsample\\fR \\fB\\-\\-version\\fR\n",
      "\n.SH COMMANDS\n.TP\n\\fBsample\\-tokenize\\fR(1)\nSplit text into tokens\n",
      "\n.SH EXIT STATUS\n.TP\n\\fB0\\fR\n", "\n.TP\n\\fB74\\fR\n",
      "\n.SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\n",
    ] {
      #expect(page.contains(part), "\(page)")
    }
  }

  @Test func `a command's page has its options by section, its examples and the program's page`() {
    let tokenize = page("tokenize")
    for part in [
      ".TH \"SAMPLE\\-TOKENIZE\" 1 ",
      "\n.SH NAME\nsample\\-tokenize \\- split text into tokens\n",
      "\n.SH SYNOPSIS\n\\fBsample\\fR \\fBtokenize\\fR \\fI[OPTION\\fR \\fI…]\\fR",
      "\n.RS 4\n.EX\n  kept as it stands\n.EE\n.RE\n",
      "\n.TP\n\\fB\\-\\-threads\\fR \\fIN\\fR\nWork on N threads (1 to 1024; default 2)\n",
      "\n.TP\n\\fB\\-\\-[no\\-]residual\\fR\n",
      "\n.TP\n\\fB\\-\\-locale\\fR \\fINAME\\fR\nRules of a language\\(aqs own\n",
      "\n.SH EXAMPLES\nFrom a to b:\n.RS 4\n.EX\nsample tokenize < a > b\n.EE\n.RE\n",
      "\n.SH SEE ALSO\n\\fBsample\\fR(1)\n",
    ] {
      #expect(tokenize.contains(part), "\(tokenize)")
    }
    let check = page("corpus", "check")
    #expect(check.hasPrefix(".TH \"SAMPLE\\-CORPUS\\-CHECK\" 1 "))
    #expect(check.contains("\n.SS Speed\n.TP\n\\fB\\-\\-threads\\fR \\fIN\\fR\n"))
  }

  /// Signs that roff would take for its own, at the beginning of lines and within them.
  @Test func `text is printed as it is`() {
    let command = Command(
      "odd", summary: "print `a-b` and 'c'",
      discussion: """
        .SH is no heading, and \\fB is no font.

          'a \\n "b" ^~`
        """,
      examples: [Example(".first")],
      files: [NamedFile("DIR/a-b", "what it wrote")], run: { _ in })
    let program = Program(
      "sample", summary: "a program", version: Sample.version, commands: [command])
    let page = Sample.run(["help", "--man", "odd"], of: program).output
    for part in [
      "\nsample\\-odd \\- print \\fBa\\-b\\fR and \\(aqc\\(aq\n",
      "\n\\&.SH is no heading, and \\efB is no font.\n",
      "\n.EX\n  \\(aqa \\en \\(dqb\\(dq \\(ha\\(ti\\(ga\n.EE\n", "\n.EX\n\\&.first\n.EE\n",
      "\n.SH FILES\n.TP\n\\fBDIR/a\\-b\\fR\nWhat it wrote\n",
    ] {
      #expect(page.contains(part), "\(page)")
    }
  }

  @Test func `no line is longer than 79 characters`() {
    for command in [["tokenize"], ["corpus", "check"], ["completion"], []] {
      let page = Sample.run(["help", "--man"] + command).output
      #expect(page.split(separator: "\n").allSatisfy { $0.count < 80 }, "\(page)")
    }
  }

  @Test func `an unknown command has no page`() {
    let result = Sample.run(["help", "--man", "tokenise"])
    #expect(result.output.isEmpty && result.status == 64)
  }
}
