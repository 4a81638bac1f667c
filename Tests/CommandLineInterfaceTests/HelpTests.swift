import Testing

@testable import CommandLineInterface

@Suite("Help")
struct HelpTests {
  @Test("The program's names its commands, aligned")
  func program() {
    #expect(
      Sample.run(["help"]).output == """
        sample: a program for tests

        Usage: sample COMMAND …
               sample MODEL [SENTENCE …]
               sample --version

        Commands:
          tokenize    split text into tokens
          run         do the model's task
          corpus …    mend corpora
          completion  print a script that completes commands and options in a shell
          help        explain the program or one of its commands

        `sample help COMMAND` tells more of each.

        """)
  }

  @Test("A command's has everything in its declaration")
  func command() {
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
                            what to tell (default bleu,chrf)
          --dropout P       leave merges out (0 to 1; default 0.5)
          --rate R          speed (above 0)
          --glossary WORD   a word that is never split (may be repeated)
          --diff FILE FILE  compare two files
          --models MODEL …  average these
          -h, --help        show this help

        Examples:
          sample tokenize < a > b
              from a to b

        """)
  }

  @Test("Sections have their headings, and what must be given stands in the usage line")
  func sections() {
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

  @Test("No line of words is wider than the terminal", arguments: [40, 60, 100, 200])
  func width(_ width: Int) {
    let text = Sample.run(["help", "tokenize"], output: Terminal(width: width)).output
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width }, "at a width of \(width)")
    #expect(lines.map(\.count).max() ?? 0 > min(width, 90) - 15, "and the width is used")
  }

  @Test(
    "Text is broken at spaces",
    arguments: [
      ("", 10, []), ("one two three", 7, ["one two", "three"]), ("one  two", 3, ["one", "two"]),
      ("incomprehensible it is", 5, ["incomprehensible", "it is"]), ("äöü äöü", 7, ["äöü äöü"]),
    ])
  func wrapping(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(wrap(text, width: width) == lines)
  }
}
