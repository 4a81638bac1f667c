import TestSupport
import Testing

@testable import CommandLineInterface
@testable import Configuration

/// A command as it takes settings from YAML, from the words typed to what it is given.
@Suite("A command with a settings file")
struct SettingsFileTests {
  enum Cell: String, CaseIterable, Sendable { case lstm, gru, rnn }

  static let source = Option<String?>.path("train-source", "FILE", "the source side").required()
  static let cell = Option.choice("cell", Cell.self, default: .lstm, "what remembers")
  static let embedding = Option.integer(
    "dim-emb", "N", in: 1...65536, default: 256, "width of a word")
  static let dropout = Option.number("dropout", "P", in: 0...1, default: 0.2, "share left out")
  static let tied = Option.flag("tied-embeddings", negatable: true, default: true, "share weights")
  static let glossary = Option.texts("glossary", "WORD", "a word that is never split")
  static let merges = Option.integer("bpe-merges", "N", in: 1 ... .max, "pieces to learn")

  static let train = Command(
    "train", summary: "learn from a corpus",
    options: [source, cell, embedding, dropout, tied, glossary, merges], settings: .yaml,
    run: { arguments in
      note(arguments)
      throw Ran(config: SettingsFormat.yaml.write(arguments.settings))
    })

  /// Each option by its own type, as a command asks for it.
  private static func note(_ arguments: Arguments) {
    let _: (String, Cell, Int) = (arguments[source], arguments[cell], arguments[embedding])
    let _: (Double, Bool, Int?) = (arguments[dropout], arguments[tied], arguments[merges])
  }

  /// What the command would write to `config.yaml`.
  struct Ran: Error { var config: String }

  private static func run(_ words: [String]) -> (output: String, error: String, status: Int32) {
    let program = Program(
      "sample", summary: "for tests", version: Version("1", date: "2026-01-31", details: ""),
      commands: [train])
    var texts: [Int32: String] = [:]
    let terminal = Terminal(width: nil)
    let console = Console(output: terminal, error: terminal) { text, descriptor in
      texts[descriptor, default: ""] += text
      return 0
    }
    let status = program.run(["sample", "train"] + words, on: console) { error in
      guard let ran = error as? Ran else { return Diagnostic(.badData, "\(error)") }
      texts[1, default: ""] += ran.config
      return nil
    }
    return (texts[1] ?? "", texts[2] ?? "", status)
  }

  private static let file = """
    # An experiment.
    train-source: corpus.en
    cell: gru
    dropout: .5
    tied-embeddings: no
    glossary:
      - "a: b"
      - c

    """

  @Test
  func `The file counts as if typed before, and the command line more`() throws {
    let file = try ScratchFile(utf8(Self.file))
    let ran = Self.run(["--config", file.path, "--cell=rnn", "--dropout=0.1"])
    #expect(ran.error.isEmpty && ran.status == 0)
    #expect(
      ran.output == """
        train-source: corpus.en
        cell: rnn
        dim-emb: 256
        dropout: 0.1
        tied-embeddings: false
        glossary:
          - "a: b"
          - c

        """)
  }

  @Test(arguments: [
    ["--train-source=corpus"], ["--train-source=-", "--no-tied-embeddings"],
    ["--train-source=a", "--glossary=~", "--bpe-merges=8000"],
    ["--train-source=a b\u{E9}\n", "--glossary", " x", "--glossary="],
  ])
  func `What is dumped, taken as the file, is the same again, and what runs`(_ words: [String])
    throws
  {
    let dump = Self.run(["--dump-config"] + words)
    #expect(dump.error.isEmpty && dump.status == 0)
    let file = try ScratchFile(utf8(dump.output))
    #expect(utf8(Self.run(["--config", file.path, "--dump-config"]).output) == utf8(dump.output))
    #expect(utf8(Self.run(["--config", file.path]).output) == utf8(dump.output))
  }

  @Test
  func `Required options may be missing in a dump`() {
    #expect(
      Self.run(["--dump-config"]).output
        == "cell: lstm\ndim-emb: 256\ndropout: 0.2\ntied-embeddings: true\n")
    #expect(Self.run([]).error.contains("`--train-source FILE` is missing"))
  }

  @Test(arguments: [
    ("cell: gru\ndim_emb: 2\n", "line 2: there is no option `dim_emb`; did you mean `dim-emb`?"),
    ("dim-emb: wide\n", "line 1: `--dim-emb` takes a whole number (1 to 65536), not `wide`"),
    ("dim-emb: [1, 2]\n", "line 1: `--dim-emb` takes 1 value, not 2"),
    (
      "\ntied-embeddings: maybe\n", "line 2: `--tied-embeddings` is true or false, not `maybe`"
    ),
    ("cell: gur\n", "line 1: `--cell` is lstm, gru or rnn, not `gur`; did you mean `gru`?"),
    ("config: other.yaml\n", "line 1: `--config` can only be given on the command line"),
  ])
  func `complains of`(_ text: String, _ message: String) throws {
    let file = try ScratchFile(utf8(text))
    let said = Self.run(["--config", file.path])
    #expect(said.error.contains("sample train: `\(file.path)`, \(message)"), "\(said.error)")
    #expect(said.output.isEmpty && said.status == 64)
  }

  @Test
  func `A malformed file is explained by the program`() throws {
    let file = try ScratchFile(utf8("cell:\n"))
    let said = Self.run(["--config", file.path])
    #expect(said.error.contains("nullValue") && said.output.isEmpty && said.status == 65)
  }
}
