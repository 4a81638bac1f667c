import Testing

@testable import CommandLineInterface

@Suite("Help")
struct HelpTests {
  @Test
  func `The program's names its commands, aligned`() {
    #expect(
      Sample.run(["help"]).output == """
        sample: a program for tests

        Usage: sample COMMAND …
               sample MODEL [SENTENCE …]
               sample --version

        Commands:
          tokenize    split text into tokens
          run         do the model's task
          corpus …    check and clean corpora
          completion  print a shell script that completes commands and options
          help        show the help of the program or of a command

        Type `sample help COMMAND` for the options of a command.

        """)
  }

  @Test
  func `A command's has everything in its declaration`() {
    #expect(
      Sample.run(["help", "tokenize"]).output == """
        sample tokenize: split text into tokens

        Usage: sample tokenize [OPTION …] [FILE …]

        The first paragraph is long enough to be wrapped somewhere, whatever the width
        of a terminal may be.

          kept as it stands

        Options:
          --joiner          mark what was joined
          --[no-]residual   add the input
          --[no-]shuffle    mix the pairs (default on)
          --threads N       work on N threads (1 to 1024; default 2)
          --merges N        learn N merges (at least 0)
          --locale NAME     rules of a language's own
          --bpe FILE        split words by these merges
          --tokenizer icu|space|char
                            how words are found (default icu)
          --metric bleu|chrf|ter|chrf++[,…]
                            what to report (default bleu,chrf)
          --dropout P       leave merges out (0 to 1; default 0.5)
          --rate R          speed (above 0)
          --glossary WORD   a word that is never split (may be repeated)
          --diff FILE FILE  compare two files
          --models MODEL …  average these
          -h, --help        show this help

        Examples:
          sample tokenize < a > b
              → from a to b

        """)
  }

  @Test
  func `Sections have their headings, and required options are in the usage line`() {
    #expect(
      Sample.run(["help", "corpus", "check"]).output == """
        sample corpus check: see what is wrong: it's [here]

        Usage: sample corpus check --output DIR [OPTION …] SOURCE TARGET

        Options:
          --output DIR  where to write (required)
          -h, --help    show this help

        Speed:
          --threads N  work on N threads (1 to 1024; default 2)

        """)
  }

  @Test(arguments: [40, 60, 100, 200])
  func `No line of words is wider than the terminal, or than 100`(_ width: Int) {
    let text = Sample.run(["help", "tokenize"], output: Terminal(width: width)).output
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= min(width, 100) }, "at a width of \(width)")
    #expect(lines.map(\.count).max() ?? 0 > min(width, 90) - 15, "and the width is used")
  }

  @Test func `headings and names are bold on a terminal that shows it`() {
    let terminal = Terminal(width: 80, showsColor: true)
    let styled = Sample.run(["help", "tokenize"], output: terminal).output
    #expect(styled.hasPrefix("\u{1B}[1msample tokenize\u{1B}[0m: split text into tokens\n"))
    #expect(styled.contains("\n\u{1B}[1mUsage:\u{1B}[0m sample tokenize [OPTION …] [FILE …]\n"))
    #expect(styled.contains("\n\u{1B}[1mOptions:\u{1B}[0m\n"))
    #expect(styled.contains("\n  \u{1B}[1m--joiner\u{1B}[0m          mark what was joined\n"))
    let plain = Sample.run(["help", "tokenize"], output: Terminal(width: 80)).output
    #expect(styled.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "") == plain)
    #expect(!plain.contains("\u{1B}"))
  }

  @Test(arguments: [
    (Option.integer("width", "N", in: 1...9, "how wide"), "how wide (1 to 9)"),
    (
      Option.integer("width", "N", in: 1...9, "how wide (default: as high)"),
      "how wide (default: as high; 1 to 9)"
    ),
    (Option.integer("width", "N", "how wide (in columns)"), "how wide (in columns)"),
  ])
  func `An option has one pair of brackets`(_ option: Option<Int?>, _ text: String) {
    #expect(option.declaration.description == text)
  }

  @Test(arguments: [
    ("learn a --fast --to b", 80, ["learn a --fast --to b"]),
    ("learn a --fast --to b", 22, ["learn a --fast \\", "    --to b"]),
    ("learn a --fast --to b", 10, ["learn a \\", "    --fast \\", "    --to b"]),
    ("learn 'a  b' | count", 16, ["learn 'a  b' \\", "    | count"]),
    ("learn a.very.long.name", 10, ["learn a.very.long.name"]),
  ])
  func `A long example is continued after a backslash`(
    _ line: String, _ width: Int, _ lines: [String]
  ) {
    #expect(continued(line, width: width) == lines)
  }

  @Test(arguments: [
    ("", 10, []), ("one two three", 7, ["one two", "three"]), ("one  two", 3, ["one", "two"]),
    ("incomprehensible it is", 5, ["incomprehensible", "it is"]), ("äöü äöü", 7, ["äöü äöü"]),
  ])
  func `Text is broken at spaces`(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(wrap(text, width: width) == lines)
  }
}
