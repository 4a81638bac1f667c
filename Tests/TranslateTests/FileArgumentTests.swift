import Foundation
import TestSupport
import Testing

/// Every file that a command reads or writes, in tables that go through all commands.
@Suite struct FileArgumentTests {
  private let folder = try! TemporaryFolder()

  private static let files = [
    ("text", "a b\nb c\n"), ("other", "a b\nb c\n"), ("numbers", "1 2\n3\n"),
    ("merges", "#version: 0.2\na b\n"), ("pieces", "a 2\nb 2\n"), ("table", "a b\tc d\ne\tf\n"),
    ("vocab", "<pad>\n<unk>\n<s>\n</s>\na\nb\n"), ("vocab2", "<pad>\n<unk>\n<s>\n</s>\nb\na\n"),
    ("lines", "a b c\n"), ("config.yaml", "seed: 2\n"), ("drops.tsv", "a b\tc d\n"),
    ("train.x", "a\n"),
  ]

  private func writeFiles() throws {
    for (name, text) in Self.files { try folder.write(name, text) }
    try SampleModel.write(to: folder)
    try folder.write("text.gz", gzipped(utf8("a b\nb c\n")))
  }

  private func shell(_ script: String) throws -> ChildProcess.Result {
    try Executable.shell(script, directory: folder.url)
  }

  // MARK: Outputs in the place of inputs

  /// The last word is a file that would be read and written.
  private static let overwriting = [
    "tokenize text --output text",
    "tokenize other text --output ./text",
    "tokenize < text --output text",
    "tokenize --bpe - other < merges --output merges",
    "tokenize text --bpe merges --output merges",
    "tokenize text --bpe merges --vocabulary pieces --output pieces",
    "tokenize other --output out --drops other",
    "tokenize text >> text",
    "detokenize text --output text",
    "detokenize text --drops text",
    "bpe --merges 2 other text --output text",
    "bpe --merges 2 text --drops text",
    "vocab text --output text",
    "vocab text --drops text",
    "vocab --coverage text vocab --output vocab",
    "vocab --coverage text vocab --output text",
    "vocab --diff vocab vocab2 --output vocab2",
    "pad numbers --output numbers",
    "pad text --vocab vocab --output vocab",
    "run model --input text --output text",
    "run model --input text --status text",
    "run model a --output model",
    "logprob model --source text --target other --output text",
    "logprob model --source text --target other --output other",
    "evaluate model --source text --reference other --output text",
    "evaluate model --source other --reference other --reference text --output text",
    "corpus clean text other --output-target out --output-source text",
    "corpus clean text other --output-source out --output-target other",
    "corpus clean --tsv table --output-tsv table",
    "corpus clean --tsv table --output-tsv out --drops table",
    "corpus split --tsv train.x --output . --valid 0 --test 0.5 # train.x",
    "train --train-tsv drops.tsv --output . # drops.tsv",
    "train --train-source text --train-target drops.tsv --output . # drops.tsv",
    "train --train-source drops.tsv --train-target text --output . # drops.tsv",
    "train --train-tsv table --valid-source drops.tsv --valid-target text --output . # drops.tsv",
    "train --train-tsv table --valid-source text --valid-target drops.tsv --output . # drops.tsv",
    "train --train-tsv table --bpe drops.tsv --output . # drops.tsv",
    "train --train-tsv table --config config.yaml --output . # config.yaml",
  ]

  @Test(arguments: overwriting)
  func `no command replaces a file that it reads`(_ arguments: String) throws {
    try writeFiles()
    let name = String(arguments.split(separator: " ").last!.trimmingPrefix("./"))
    let before = try (folder.bytes(name), folder.names)
    let result = try shell("translate \(arguments)")
    #expect(result.status == 64, "\(result.standardError)")
    #expect(
      result.standardError.contains("is read and written")
        || result.standardError.contains("is an input of this training"),
      "\(result.standardError)")
    #expect(try folder.bytes(name) == before.0)
    #expect(try folder.names == before.1)
  }

  // MARK: Inputs that cannot be read

  /// Commands in which FILE is a file that is read.
  private static let reading = [
    "tokenize FILE", "tokenize text FILE --output out", "tokenize --verify FILE",
    "tokenize text --bpe FILE", "tokenize text --bpe merges --vocabulary FILE",
    "detokenize FILE", "bpe --merges 2 text FILE --output out", "vocab text FILE --output out",
    "vocab --coverage FILE vocab", "vocab --coverage text FILE", "vocab --diff vocab FILE",
    "vocab --diff FILE vocab", "pad FILE --output out", "pad text --vocab FILE --output out",
    "run FILE a", "run model --input FILE", "logprob FILE --source text --target text",
    "logprob model --source FILE --target text", "logprob model --source text --target FILE",
    "evaluate FILE --source text --reference text",
    "evaluate model --source FILE --reference text",
    "evaluate model --source text --reference FILE",
    "evaluate model --source text --reference text --bootstrap 10 --baseline FILE",
    "score FILE --reference text", "score text --reference FILE",
    "score text --reference text --bootstrap 10 --baseline FILE",
    "corpus check FILE text", "corpus check text FILE", "corpus check --tsv FILE",
    "corpus check text other --valid-source FILE --valid-target text",
    "corpus check text other --valid-source text --valid-target FILE",
    "corpus check text other --test-source FILE --test-target text",
    "corpus check text other --test-source text --test-target FILE",
    "corpus clean FILE text --output-tsv out", "corpus clean text FILE --output-tsv out",
    "corpus clean --tsv FILE --output-tsv out", "corpus split FILE text --output out",
    "corpus split text FILE --output out", "corpus split --tsv FILE --output out",
    "train --train-source FILE --train-target text --output out",
    "train --train-source text --train-target FILE --output out",
    "train --train-tsv FILE --output out",
    "train --train-tsv table --valid-source FILE --valid-target text --output out",
    "train --train-tsv table --valid-source text --valid-target FILE --output out",
    "train --train-tsv table --bpe FILE --output out",
    "train --train-tsv table --source-vocabulary FILE --output out",
    "train --train-tsv table --target-vocabulary FILE --output out",
    "train --train-tsv table --config FILE --output out",
  ]

  @Test(arguments: reading)
  func `a file that is missing or a directory has one status`(_ arguments: String) throws {
    try writeFiles()
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("directory"), withIntermediateDirectories: true)
    let before = try folder.names
    func run(_ file: String) throws -> ChildProcess.Result {
      try shell("translate \(arguments.replacing("FILE", with: file))")
    }
    let missing = try run("nowhere")
    #expect(missing.status == 66, "\(missing.standardError)")
    #expect(missing.standardError.contains(": there is no file `nowhere`\n"))
    let directory = try run("directory")
    #expect(directory.status == 66, "\(directory.standardError)")
    #expect(directory.standardError.contains("`directory`"), "\(directory.standardError)")
    #expect(missing.text.isEmpty && directory.text.isEmpty)
    #expect(try folder.names == before)
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser reads every file"), arguments: reading)
  func `so has a file without permission`(_ arguments: String) throws {
    try writeFiles()
    let file = try folder.write("secret", "a\n")
    #expect(chmod(file, 0) == 0)
    let result = try shell("translate \(arguments.replacing("FILE", with: "secret"))")
    #expect(result.status == 66, "\(result.standardError)")
    #expect(result.standardError.contains("cannot read `secret`: Permission denied"))
  }

  /// So that an option that comes later is not forgotten.
  @Test func `the tables have every option that names a file`() throws {
    var command = ""
    var options: Set<String> = []
    for line in try shell("translate help --markdown").text.split(separator: "\n") {
      if let heading = line.wholeMatch(of: #/## translate (.+)/#) { command = String(heading.1) }
      if let option = line.firstMatch(of: #/^\| `(--[a-z-]+) (FILE|DIR)/#) {
        options.insert("\(command) \(option.1)")
      }
    }
    let cases = Self.overwriting + Self.reading
    let missing = options.filter { option in
      let name = option.split(separator: " ").last!
      let command = option.dropLast(name.count)
      return !cases.contains { $0.hasPrefix(command) && $0.contains("\(name) ") }
    }
    #expect(missing.isEmpty)
  }

  // MARK: Outputs that are not files

  /// Commands that write to standard output or to OUT.
  private static let writing = [
    "tokenize text --output OUT", "detokenize text --output OUT",
    "bpe --merges 1 --min-frequency 1 text --output OUT", "vocab text --output OUT",
    "vocab --coverage text vocab --output OUT", "vocab --diff vocab vocab2 --output OUT",
    "pad numbers --output OUT", "run model --input text --output OUT",
    "run model --input text --output /dev/null --status OUT",
    "logprob model --source text --target text --output OUT",
    "evaluate model --source text --reference text --output OUT > /dev/null",
    "corpus clean text other --output-source OUT --output-target /dev/null --drops /dev/null",
    "corpus clean text other --output-source /dev/null --output-target OUT --drops /dev/null",
    "corpus clean text other --output-tsv OUT --drops /dev/null",
  ]

  @Test(arguments: writing)
  func `every output may be a pipe, a descriptor or compressed`(_ arguments: String) throws {
    try writeFiles()
    func line(_ output: String) -> String {
      "translate \(arguments.replacing("OUT", with: output)) 2>> notes"
    }
    // A pipe to a process ends after the command does, hence the waiting.
    let result = try shell(
      """
      \(line("file")) || exit 1
      [ -s file ] || { echo empty; exit 1; }
      \(line(">(cat > pipe; touch piped)")); for _ in {1..100}; do [ -e piped ] && break; sleep 0.1; done
      cmp file pipe
      { echo before; \(line("/dev/fd/3").replacing("> /dev/null", with: "")) > /dev/null; echo after; } 3> fd >&3
      cmp fd <(echo before; cat file; echo after)
      \(line("file.gz")); gzip -dc file.gz | cmp file -
      ls *.partial 2> /dev/null
      exit 0
      """)
    let notes = try folder.text("notes")
    #expect(
      result.status == 0 && result.text == "", "\(result.text)\(notes)")
  }

  @Test func `standard output by its name is written to where it is`() throws {
    try writeFiles()
    let result = try shell(
      """
      { echo before; translate tokenize text --output /dev/stdout; echo after; } > out
      echo before > err; translate tokenize text --output /dev/stderr 2>> err
      cat out err; translate vocab --diff vocab vocab --output /dev/stdout | cat
      """)
    #expect(
      result.text == """
        before
        a b
        b c
        after
        before
        a b
        b c
        the two have the same tokens with the same ids

        """)
    #expect(try folder.names.allSatisfy { !$0.contains("partial") })
  }

  // MARK: Inputs that are not files

  @Test func `every input may be a pipe where it is read once`() throws {
    try writeFiles()
    let result = try shell(
      """
      compare() { cmp - <(eval "translate $1") || echo "$1"; }
      translate tokenize <(cat text) - /dev/fd/3 < other 3< text | compare 'tokenize text other text'
      translate tokenize /dev/stdin < text | compare 'tokenize text'
      cat text | translate tokenize --bpe <(cat merges) /dev/stdin | compare 'tokenize --bpe merges text'
      translate vocab <(cat text) | compare 'vocab text'
      translate vocab --coverage <(cat text) <(cat vocab) | compare 'vocab --coverage text vocab'
      translate pad --vocab <(cat vocab) <(cat text) | compare 'pad --vocab vocab text'
      translate score --reference <(cat text) /dev/stdin < other | compare 'score --reference text other'
      translate run model --input <(cat text.gz) | compare 'run model --input text'
      translate logprob model --source <(cat text) --target <(cat text) |
        compare 'logprob model --source text --target text'
      translate corpus clean <(cat text) <(cat other) --output-tsv - --drops /dev/null 2> /dev/null |
        compare 'corpus clean text other --output-tsv - --drops /dev/null 2> /dev/null'
      """)
    #expect(
      result.text == "" && result.standardError == "", "\(result.text)\(result.standardError)")
  }

  @Test(arguments: [
    "train --train-source INPUT --train-target text --output out",
    "train --train-source text --train-target INPUT --output out",
    "train --train-tsv table --valid-source text --valid-target INPUT --output out",
    "corpus split INPUT text --output out", "corpus split --tsv INPUT --output out",
  ])
  func `a command that reads twice says so`(_ arguments: String) throws {
    try writeFiles()
    for input in ["<(cat text)", "- < text", "/dev/stdin < <(cat text)"] {
      let result = try shell("translate \(arguments.replacing("INPUT", with: input))")
      #expect(result.status == 66, "\(result.standardError)")
      #expect(
        result.standardError.contains(
          "cannot be read more than once, as this command has to\nSave it to a file"),
        "\(result.standardError)")
      #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
    }
  }

  // MARK: One file for another

  @Test(arguments: [
    ("vocab --coverage vocab text", "translate vocab --coverage text vocab"),
    ("pad --vocab text vocab --output out", "translate pad --vocab vocab text"),
    ("tokenize --bpe lines merges", "translate tokenize --bpe merges lines"),
    ("vocab --coverage text merges", "`merges` is a file of merges, not a vocabulary"),
    ("pad --vocab merges text --output out", "`merges` is a file of merges, not a vocabulary"),
    ("pad text --output out", "give their vocabulary: translate pad --vocab VOCAB text"),
    ("pad vocab --output out", "`vocab` is a vocabulary, not a file of numbers"),
    ("tokenize text --bpe vocab", "`vocab` is a vocabulary, not a file of merges"),
    ("tokenize --bpe lines < text", "`lines`, line 1: `a b c` is not a merge"),
    (
      "tokenize text --bpe merges --vocabulary merges",
      "`merges` is a file of merges, not a vocabulary of subwords"
    ),
    (
      "train --train-tsv table --bpe vocab --output out",
      "`vocab` is a vocabulary, not a file of merges"
    ),
  ])
  func `a file that was mistaken for another is recognized`(
    _ arguments: String, _ says: String
  ) throws {
    try writeFiles()
    let before = try folder.names
    let result = try shell("translate \(arguments)")
    #expect([64, 65].contains(result.status), "\(result.standardError)")
    #expect(result.standardError.contains(says), "\(result.standardError)")
    #expect(try folder.names == before)
  }

  // MARK: What a run says of itself

  @Test(arguments: [
    "tokenize", "detokenize", "bpe --merges 1", "vocab", "vocab --coverage - vocab",
    "pad --output out", "score --reference text", "run model",
    "logprob model --source - --target text",
  ])
  func `a command that waits for a terminal says so once`(_ arguments: String) throws {
    try writeFiles()
    let typed = arguments.hasPrefix("pad") ? "1 2\\n3\\n" : "a b\\nb c\\n"
    // What is typed, and Ctrl-D, again where it came before the command was there to read it.
    let result = try shell(
      """
      { sleep 0.3; printf '\(typed)'; for _ in 1 2 3; do sleep 0.5; printf '\\004'; done; } |
        timeout 60 script --quiet --return --command 'translate \(arguments)' /dev/null
      """)
    let notes = result.text.components(separatedBy: "reading from the terminal; end with Ctrl-D")
    #expect(notes.count == 2, "\(result.text)")
    let piped = try shell("printf '\(typed)' | translate \(arguments)")
    #expect(!piped.standardError.contains("terminal"))
  }

  @Test(arguments: [
    ("tokenize text other", 4), ("detokenize text", 2), ("run model --input text", 2),
    ("logprob model --source text --target text", 2), ("pad numbers", 2), ("tokenize train.x", 1),
  ])
  func `a run into a file ends with its speed`(_ arguments: String, _ lines: Int) throws {
    try writeFiles()
    let line = try shell("translate \(arguments) --output out").standardError
    let expected = #/([0-9]+) lines? in [0-9]+\.[0-9]+ s, [0-9]+ lines/s\n/#
    #expect(line.wholeMatch(of: expected)?.1 == "\(lines)", "\(line)")
    #expect(line.hasPrefix(lines == 1 ? "1 line in" : "\(lines) lines in"))
    for rest in ["--output out --quiet", "> out", "--output /dev/null", "--output >(cat)"] {
      #expect(try shell("translate \(arguments) \(rest)").standardError == "", "\(rest)")
    }
  }
}
