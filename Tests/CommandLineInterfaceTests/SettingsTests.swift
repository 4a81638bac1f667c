import Testing

@testable import CommandLineInterface

/// Options from a file. Here the file's name is its content, `threads=4;metric=ter,bleu`, with a
/// line for each setting.
@Suite("Settings")
struct SettingsTests {
  static let format = SettingsFormat("semicolon", read: read, write: write)

  static let train = Command(
    "train", summary: "learn from a corpus",
    options: [
      Sample.output, Sample.joiner, Sample.residual, Sample.shuffle, Sample.threads, Sample.merges,
      Sample.locale, Sample.kind, Sample.metrics, Sample.dropout, Sample.glossary, Sample.diff,
      Sample.models,
    ],
    settings: format, run: { arguments in throw Sample.Ran(operands: [write(arguments.settings)]) })

  static let program = Program(
    "sample", summary: "a program for tests", version: Sample.version, commands: [train])

  @Sendable private static func read(_ path: String) throws -> [Setting] {
    if path == "broken" { throw Sample.Broken() }
    return path.split(separator: ";").enumerated().map { index, setting in
      let parts = setting.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      return Setting(
        parts[0], parts[1].split(separator: ",").map(String.init),
        at: Setting.Place(file: "file", line: index + 1))
    }
  }

  @Sendable private static func write(_ settings: [Setting]) -> String {
    settings.map { "\($0.name)=\($0.values.joined(separator: ","))" }.joined(separator: ";")
  }

  private static func parse(_ file: String, _ words: [String]) throws -> Arguments {
    try #require(try Sample.parse(["--output=d", "--config", file] + words, train))
  }

  struct Reading: CustomTestStringConvertible {
    var testDescription: String
    var file: String
    var words: [String]
    var holds: @Sendable (Arguments) -> Bool

    init(
      _ name: String, _ file: String, _ words: [String] = [],
      _ holds: @escaping @Sendable (Arguments) -> Bool
    ) {
      (testDescription, self.file, self.words, self.holds) = (name, file, words, holds)
    }
  }

  @Test(arguments: [
    Reading("a number", "threads=7") { $0[Sample.threads] == 7 },
    Reading("a default where nothing is given", "merges=7") { $0[Sample.threads] == 2 },
    Reading("a flag", "joiner=true") { $0[Sample.joiner] },
    Reading("a flag as YAML also has it", "joiner=Yes;residual=ON") {
      $0[Sample.joiner] && $0[Sample.residual]
    },
    Reading("a flag turned off", "shuffle=false;joiner=no") {
      !$0[Sample.shuffle] && !$0[Sample.joiner]
    },
    Reading("text that would be a flag's", "locale=no") { $0[Sample.locale] == "no" },
    Reading("a choice", "tokenizer=char") { $0[Sample.kind] == .char },
    Reading("choices", "metric=ter,chrf++") { $0[Sample.metrics] == [.ter, .plus] },
    Reading("a repeated option", "glossary=a,b") { $0[Sample.glossary] == ["a", "b"] },
    Reading("a repeated option, not once", "glossary=") { $0[Sample.glossary] == [] },
    Reading("a list", "models=a,b,c") { $0[Sample.models] == ["a", "b", "c"] },
    Reading("what must be given", "output=e") { $0[Sample.output] == "d" },
    Reading("the command line first", "threads=7", ["--threads=8"]) { $0[Sample.threads] == 8 },
    Reading("a flag's opposite first", "residual=true", ["--no-residual"]) {
      !$0[Sample.residual]
    },
    Reading("the command line's list alone", "glossary=a,b", ["--glossary=c"]) {
      $0[Sample.glossary] == ["c"]
    },
    Reading("the later of two", "threads=7;threads=8") { $0[Sample.threads] == 8 },
    Reading("nothing for given on the command line", "threads=7", ["--joiner"]) {
      !$0.isGiven(Sample.threads) && $0.isGiven(Sample.joiner)
    },
  ])
  func `takes`(_ item: Reading) throws {
    #expect(item.holds(try Self.parse(item.file, item.words)), "from \(item.file)")
  }

  @Test
  func `What must be given may be given in the file`() throws {
    let arguments = try #require(try Sample.parse(["--config=output=e"], Self.train))
    #expect(arguments[Sample.output] == "e")
  }

  struct Mistake: CustomTestStringConvertible {
    var testDescription: String
    var line = 1
    var error: UsageError
  }

  @Test(arguments: [
    Mistake(
      testDescription: "merges=3;thread=2", line: 2,
      error: .unknownOption("thread", nearest: "threads")),
    Mistake(
      testDescription: "drop_out=2", error: .unknownOption("drop_out", nearest: "dropout")),
    Mistake(
      testDescription: "no-residual=true",
      error: .unknownOption("no-residual", nearest: "residual")),
    Mistake(testDescription: "help=true", error: .unknownOption("help", nearest: nil)),
    Mistake(testDescription: "config=other", error: .onlyOnCommandLine("--config")),
    Mistake(testDescription: "dump-config=true", error: .onlyOnCommandLine("--dump-config")),
    Mistake(
      testDescription: "threads=many",
      error: .notInteger(option: "--threads", word: "many", range: 1...1024)),
    Mistake(
      testDescription: "dropout=2",
      error: .notNumber(option: "--dropout", word: "2", range: 0...1)),
    Mistake(
      testDescription: "joiner=ture",
      error: .notChoice(of: "--joiner", word: "ture", choices: ["true", "false"])),
    Mistake(
      testDescription: "tokenizer=icv",
      error: .notChoice(of: "--tokenizer", word: "icv", choices: ["icu", "space", "char"])),
    Mistake(
      testDescription: "metric=bleu,cher",
      error: .notChoice(of: "--metric", word: "cher", choices: ["bleu", "chrf", "ter", "chrf++"])
    ),
    Mistake(
      testDescription: "threads=1,2",
      error: .wrongCount("--threads", found: 2, expected: 1...1)),
    Mistake(
      testDescription: "joiner=", error: .wrongCount("--joiner", found: 0, expected: 1...1)),
    Mistake(
      testDescription: "metric=", error: .wrongCount("--metric", found: 0, expected: 1 ... .max)),
    Mistake(
      testDescription: "diff=a", error: .wrongCount("--diff", found: 1, expected: 2...2)),
    Mistake(
      testDescription: "models=", error: .wrongCount("--models", found: 0, expected: 1 ... .max)),
  ])
  func `complains of`(_ item: Mistake) {
    let place = Setting.Place(file: "file", line: item.line)
    #expect(throws: UsageError.inFile(place, item.error)) {
      try Self.parse(item.testDescription, [])
    }
  }

  @Test
  func `Recorded settings are for options that neither the command line nor a file has`() throws {
    let recorded = [
      Setting("threads", ["3"]), Setting("merges", ["3"]), Setting("joiner", ["true"]),
    ]
    let arguments = try Self.parse("threads=7", ["--merges", "9"])
      .completed(by: recorded, of: Self.train)
    #expect(arguments[Sample.threads] == 7 && arguments[Sample.merges] == 9)
    #expect(arguments[Sample.joiner] && !arguments.isGiven(Sample.joiner))
    #expect(arguments.settings.contains(Setting("joiner", ["true"])))
    #expect(throws: UsageError.self) {
      try arguments.completed(by: [Setting("threads", ["none"])], of: Self.train)
    }
  }

  @Test
  func `A wrong setting is wrong whatever the command line has instead`() {
    #expect(throws: UsageError.self) { try Self.parse("threads=many", ["--threads=2"]) }
  }

  @Test(arguments: [
    (
      "merges=1;thread=2",
      "sample train: `file`, line 2: there is no option `thread`; did you mean `threads`?\n"
        + "Type `sample train --help` for help.\n"
    ),
    ("threads=0", "`file`, line 1: `--threads` takes a whole number (1 to 1024), not `0`\n"),
    ("joiner=ture", "`--joiner` is true or false, not `ture`; did you mean `true`?\n"),
    ("threads=1,2", "`file`, line 1: `--threads` takes 1 value, not 2\n"),
    ("diff=1", "`--diff` takes 2 values, not 1\n"),
    ("models=", "`--models` takes at least 1 value, not 0\n"),
    ("config=a", "`file`, line 1: `--config` can only be given on the command line\n"),
  ])
  func `says`(_ file: String, _ message: String) {
    let (output, error, status) = Sample.run(["train", "--config", file], of: Self.program)
    #expect(error.contains(message), "it said: \(error)")
    #expect(output.isEmpty && status == 64)
  }

  @Test
  func `A file that cannot be read is explained as the program explains it`() {
    let said = Sample.run(["train", "--config=broken"], of: Self.program)
    #expect(said == ("", "sample train: it is broken\nFix it.\n", 65))
  }

  struct Dump: CustomTestStringConvertible {
    var testDescription: String { words.joined(separator: " ") }
    var words: [String]
    var text: String
  }

  static let defaults =
    "joiner=false;residual=false;shuffle=true;threads=2;tokenizer=icu;metric=bleu,chrf;dropout=0.5"

  @Test(arguments: [
    Dump(words: [], text: defaults),
    Dump(words: ["--output=d"], text: "output=d;\(defaults)"),
    Dump(
      words: [
        "--joiner", "--no-shuffle", "--threads=3", "--merges=1", "--locale=no", "--dropout=1e-3",
        "--glossary=a", "--glossary=b", "--diff", "a", "b", "--models", "m",
      ],
      text: "joiner=true;residual=false;shuffle=false;threads=3;merges=1;locale=no;tokenizer=icu;"
        + "metric=bleu,chrf;dropout=1e-3;glossary=a,b;diff=a,b;models=m"),
    Dump(
      words: ["--config=joiner=yes;metric=ter;threads=5;glossary=", "--threads=6"],
      text: "joiner=true;residual=false;shuffle=true;threads=6;tokenizer=icu;metric=ter;"
        + "dropout=0.5;glossary="),
  ])
  func `The dump has every option that has a value, in the order of help`(_ item: Dump) {
    let (output, error, status) = Sample.run(
      ["train", "--dump-config"] + item.words, of: Self.program)
    #expect(output == item.text && error.isEmpty && status == 0)
  }

  @Test(arguments: [[], ["--joiner"]])
  func `A dump taken as the file is dumped again, and runs the same`(_ words: [String]) {
    let dump = Sample.run(["train", "--output=d", "--dump-config"] + words, of: Self.program).output
    let again = Sample.run(["train", "--dump-config", "--config", dump], of: Self.program).output
    #expect(again == dump)
    let ran = Sample.run(["train", "--config", dump], of: Self.program).error
    #expect(ran.contains(dump), "it ran on \(ran)")
  }

  @Test(arguments: [
    (["--threads=0"], "`--threads` takes a whole number (1 to 1024), not `0`"),
    (["--config=threads=0"], "`file`, line 1: `--threads` takes"),
    (["word"], "unexpected argument `word`: only options are expected"),
  ])
  func `A dump is of sound options`(_ words: [String], _ message: String) {
    let (output, error, status) = Sample.run(["train", "--dump-config"] + words, of: Self.program)
    #expect(output.isEmpty && error.contains(message) && status == 64, "it said: \(error)")
  }

  @Test
  func `Help has a section for both options, and goes before either`() {
    let help = Sample.run(["help", "train"], of: Self.program).output
    #expect(
      help.hasSuffix(
        """

        Settings:
          --config FILE  read options from a semicolon file, named without dashes; the
                         command line overrides it
          --dump-config  print all options as semicolon, with their defaults, and exit

        """))
    #expect(
      Sample.run(["train", "--config=broken", "--dump-config", "-h"], of: Self.program).output
        == help)
    #expect(Sample.run(["help", "--markdown"], of: Self.program).output.contains("| Settings | |"))
  }

  @Test
  func `A command without settings has neither option`() {
    #expect(Sample.run(["tokenize", "--dump-config"]).status == 64)
    #expect(Sample.run(["tokenize", "--config=a"]).error.contains("there is no option `--config`"))
  }
}
