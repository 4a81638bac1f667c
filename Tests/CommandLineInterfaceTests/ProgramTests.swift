import Testing

@testable import CommandLineInterface

@Suite("The program")
struct ProgramTests {
  @Test
  func `Alone it shows its help as wrong use`() {
    let (output, error, status) = Sample.run([])
    #expect(output.isEmpty && status == 64)
    #expect(error == Sample.run(["help"]).output)
    #expect(Sample.run(["corpus"]).error == Sample.run(["help", "corpus"]).output)
  }

  @Test
  func `Help of a command is the same however it is asked for`() {
    let text = Sample.run(["help", "corpus", "check"]).output
    #expect(text.hasPrefix("sample corpus check: see what is wrong"))
    #expect(Sample.run(["corpus", "check", "--help"]).output == text)
    #expect(Sample.run(["corpus", "check", "-h", "--oops"]).output == text)
    #expect(Sample.run(["corpus", "--help"]).output == Sample.run(["help", "corpus"]).output)
  }

  @Test
  func `The version`() { #expect(Sample.run(["--version"]) == ("sample 1.2.3 (ICU 7)\n", "", 0)) }

  @Test(arguments: [
    (
      ["tokenise"], "sample: `tokenise` is neither a command nor a file; did you mean `tokenize`?"
    ),
    (["nonsense"], "sample: `nonsense` is neither a command nor a file"),
    (
      ["help", "tokenise"],
      "sample help: `tokenise` is neither a command nor a file; did you mean"
    ),
    (["corpus", "chekc"], "sample corpus: there is no command `chekc`; did you mean `check`?"),
    (
      ["--threads", "2", "tokenize"],
      "sample: a command comes first, then its options: `--threads` comes too early\n"
        + "It is an option of `sample tokenize` and `sample corpus check`. Type `sample --help`"
    ),
    (["tokenize", "--thread"], "sample tokenize: there is no option `--thread`; did you mean"),
    (
      ["tokenize", "-5 °C"],
      "If `-5 °C` is not an option, put `--` before it. Type `sample tokenize --help`"
    ),
    (
      ["corpus", "clean", "-5"],
      "there is no option `-5`\nType `sample corpus clean --help` for help.\n"
    ),
    (
      ["tokenize", "--tokenizer=icv"],
      "`--tokenizer` is icu, space or char, not `icv`; did you mean `icu`?"
    ),
    (["tokenize", "--threads=0"], "`--threads` takes a whole number (1 to 1024), not `0`"),
    (["tokenize", "--rate=0"], "`--rate` takes a number (above 0), not `0`"),
    (
      ["corpus", "clean", "a"],
      "sample corpus clean: unexpected argument `a`: only options are expected"
    ),
    (["completion"], "sample completion: SHELL is missing\nType `sample completion --help`"),
    (["completion", "bsh"], "SHELL is bash, zsh or fish, not `bsh`; did you mean `bash`?"),
  ])
  func `complains of`(_ words: [String], _ message: String) {
    let (output, error, status) = Sample.run(words)
    #expect(error.contains(message), "it said: \(error)")
    #expect(output.isEmpty && status == 64)
  }

  @Test
  func `A command's error is explained, or passed over where there is nothing to say`() {
    let broken = Sample.run(["corpus", "check", "--output=d", "a", "b"])
    #expect(broken == ("", "sample corpus check: it is broken\nFix it.\n", 65))
    #expect(Sample.run(["corpus", "clean"]) == ("", "", 0))
  }

  @Test
  func `A file as the first word goes to the command for files`() {
    #expect(
      Sample.run(["/etc/passwd", "a"]).error == "sample run: ran on [\"/etc/passwd\", \"a\"]\n")
    #expect(
      Sample.run(["/etc/passwd", "--help"]).output.hasPrefix("sample run: do the model's task"))
  }

  @Test
  func `Red is for terminals`() {
    let terminal = Terminal(width: 80, showsColor: true)
    #expect(
      Sample.run(["nonsense"], error: terminal).error.hasPrefix("\u{1B}[1;31msample:\u{1B}[0m "))
  }

  @Test
  func `What a user typed cannot steer the terminal`() {
    #expect(Sample.run(["a\u{1B}[2J\n"]).error.hasPrefix(#"sample: `a\x1B[2J\x0A` is neither"#))
  }

  @Test
  func `Each part of a message is a line of its own, whatever a name in it holds`() {
    let diagnostic = Diagnostic(
      .badData, "the corpus has faults:", details: ["fault: in a\n\u{1B}b", "  line 1\r"],
      advice: "Fix a\nb.")
    var text = ""
    Console(output: Terminal(width: nil), error: Terminal(width: nil)) { part, _ in
      text += part
      return 0
    }.show(diagnostic, from: "sample")
    #expect(
      text == #"""
        sample: the corpus has faults:
        fault: in a\x0A\x1Bb
          line 1\x0D
        Fix a\x0Ab.

        """#)
  }

  @Test
  func `A reader that has gone is no error, a full disk is`() {
    #expect(Sample.run(["help"], failure: 32).status == 0)
    let full = Sample.run(["help"], failure: 28)
    #expect(full.status == 74)
    #expect(full.error == "sample help: cannot write to standard output: No space left on device\n")
  }
}
