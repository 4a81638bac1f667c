import Files
import Foundation
import Kernels
import TestSupport
import Testing
import TextProcessing

/// `translate run`, as its users type it.
@Suite struct RunCommandTests {
  private let folder = try! TemporaryFolder()

  private func translate(
    _ arguments: String, input: [UInt8] = []
  ) throws -> ChildProcess.Result {
    try Executable.shell("translate \(arguments)", input: input, directory: folder.url)
  }

  private func lines(_ result: ChildProcess.Result) -> [String] {
    #expect(result.status == 0 && result.standardError.isEmpty, "\(result.standardError)")
    #expect(result.text.isEmpty || result.text.hasSuffix("\n"))
    return result.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast().map { String(Substring($0)) }
  }

  /// Sentences of many lengths in no order, with empty lines between.
  private static let sentences: [String] = {
    let words = ["a", "cat", "sat", "on", "the", "mat", "looked", "zebra"]
    return (0..<90).map { line in
      let length = line % 13 == 4 ? 0 : line * 7 % 23 + 1
      return (0..<length).map { words[($0 * 5 + line * 3) % words.count] }.joined(separator: " ")
    }
  }()

  @Test func `writes as many lines as it reads, in their order`() throws {
    try SampleModel.write(to: folder)
    let text = Self.sentences.map { $0 + "\n" }.joined()
    let whole = lines(try translate("run model", input: Array(text.utf8)))
    #expect(whole.count == Self.sentences.count)
    #expect(Set(whole).count > 20)
    for (line, sentence) in Self.sentences.enumerated() where line % 9 == 4 || line > 85 {
      #expect(lines(try translate("model '\(sentence)'")) == [whole[line]], "line \(line + 1)")
      #expect(!sentence.isEmpty || whole[line].isEmpty)
    }
  }

  @Test(arguments: [
    "--mini-batch 1 --threads 1", "--mini-batch 1 --threads 2", "--mini-batch 7 --threads 1",
    "--mini-batch 7 --maxi-batch 2 --threads 2", "--mini-batch 64 --threads 2", "--interactive",
  ])
  func `gives the same for any batch and any number of threads`(options: String) throws {
    try SampleModel.write(to: folder, attention: .general)
    let text = Array(Self.sentences.map { $0 + "\n" }.joined().utf8)
    let usual = try translate("run model --json --alignment", input: text)
    let result = try translate("run model --json --alignment \(options)", input: text)
    #expect(lines(result) == lines(usual))
  }

  @Test func `a line is what ends in a line feed, whatever it holds`() throws {
    try SampleModel.write(to: folder)
    let cases: [(name: String, input: [UInt8], lines: Int)] = [
      ("nothing", [], 0), ("an empty line", Array("\n".utf8), 1),
      ("no line feed at the end", Array("a cat\nsat".utf8), 2),
      ("carriage returns", Array("a\r\ncat\r\n\r\n".utf8), 3),
      ("other separators", Array("a\u{2028}cat\u{85}sat\u{C}on\r\rit\n".utf8), 1),
      ("a byte order mark", Array("\u{FEFF}a cat\n".utf8), 1),
      ("NUL", Array("a\0cat\n\0\n".utf8), 2),
      ("no UTF-8", [0x61, 0xFF, 0x0A, 0xC3, 0x0A, 0x0A], 3),
    ]
    for item in cases {
      let result = try translate("run model", input: item.input)
      #expect(lines(result).count == item.lines, "\(item.name)")
    }
  }

  @Test func `blank lines are empty in the output, and the model is not asked`() throws {
    try SampleModel.write(to: folder, ending: .never)
    let result = try translate(
      "run model --status words", input: Array(" \t\n\r\n\u{3000}\na\n".utf8))
    let output = lines(result)
    #expect(output.dropLast() == ["", "", ""] && output.last?.isEmpty == false)
    #expect(try folder.text("words") == "empty\nempty\nempty\nmax-length\n")
  }

  @Test func `writes the status of each line`() throws {
    try SampleModel.write(to: folder, ending: .atOnce)
    let input = Array("a cat\n\na cat sat\n".utf8) + [0x61, 0xFF, 0x0A]
    let result = try translate(
      "run model --min-length 2 --max-length 2 --status words --output out", input: input)
    #expect(result.status == 0 && result.text.isEmpty)
    #expect(try folder.text("words") == "ok\nempty\ncropped\nrepaired\n")
    let output = try folder.text("out").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(output.count == 5 && output[0] == output[2])
    #expect(output[0].split(separator: " ").count == 2)
  }

  @Test func `limits the lengths of translations`() throws {
    try SampleModel.write(to: folder, ending: .never)
    func count(_ options: String) throws -> Int? {
      lines(try translate("run model \(options) 'a cat sat on the mat'"))
        .first?.split(separator: " ").count
    }
    #expect(try count("") == 21)
    #expect(try count("--max-length-factor 2") == 14)
    #expect(try count("--max-length-factor 0.1") == 10)
  }

  @Test func `writes JSON`() throws {
    try SampleModel.write(to: folder, ending: .atOnce, attention: .dot)
    let json = lines(
      try translate("run model --json --alignment --min-length 1 'a \"cat\"' ''"))
    let start = #"{"source":"a \"cat\"","translation":""#
    #expect(json.count == 2 && json[0].hasPrefix(start), "\(json)")
    #expect(
      json[0].contains(/","logProbability":-\d+\.\d+,"status":"ok","sourceTokens":\[{"text":/))
    #expect(
      json[1]
        == #"{"source":"","translation":"","logProbability":null,"status":"empty","#
        + #""sourceTokens":[],"targetTokens":[],"alignment":[],"wordAlignment":[]}"#)
    let short = lines(try translate("run model --json 'a'"))
    #expect(short[0].hasSuffix(#","status":"ok"}"#))
  }

  private struct Aligned: Decodable {
    struct Token: Decodable {
      var text: String
      var start: Int
      var end: Int
    }
    var source: String
    var translation: String
    var sourceTokens: [Token]
    var targetTokens: [Token]
    var alignment: [[Int]]
    var wordAlignment: [[Int]]
  }

  /// Tokens and words of the raw line, in what Python counts a text by, though the model
  /// lowercases.
  @Test func `aligns tokens and words of the line and its translation`() throws {
    let encoding = try TextEncoding.learned(
      from: ["a cat sat, on the mat!", "i\u{307}t 🐱 looked"],
      TokenizerOptions(lowercase: true, unicodeForm: .nfkc), merges: 2)
    try SampleModel.write(to: folder, ending: .never, attention: .dot, encoding: encoding)
    try folder.write("in", "The  CAT, 🐱 sat!\nİT looked\u{A0}AT; it\n\nﬁ\n")
    let json = try lines(translate("run model --json --alignment --input in")).map {
      try JSONDecoder().decode(Aligned.self, from: Data($0.utf8))
    }
    let plain = lines(try translate("run model --alignment --input in"))
    #expect(json.count == 4 && plain.count == 4)
    for (json, plain) in zip(json, plain) {
      for (line, tokens) in [
        (json.source, json.sourceTokens), (json.translation, json.targetTokens),
      ] {
        let scalars = Array(line.unicodeScalars)
        for token in tokens {
          let part = String(String.UnicodeScalarView(scalars[token.start..<token.end]))
          #expect(part.utf8.elementsEqual(token.text.utf8), "\(line), \(token)")
        }
      }
      let words = (line: words(json.source).count, translation: words(json.translation).count)
      #expect(json.alignment.allSatisfy { json.sourceTokens.indices.contains($0[0]) })
      #expect(json.alignment.allSatisfy { json.targetTokens.indices.contains($0[1]) })
      #expect(json.wordAlignment.allSatisfy { $0[0] < words.line && $0[1] < words.translation })
      let pairs = json.wordAlignment.map { "\($0[0])-\($0[1])" }.joined(separator: " ")
      #expect(plain == "\(json.translation) ||| \(pairs)")
    }
    #expect(json[0].sourceTokens.map(\.text).contains("🐱"))
    #expect(json[1].sourceTokens.first?.text == "İ" || json[1].sourceTokens.first?.text == "İT")
    #expect(!json[0].wordAlignment.isEmpty)
  }

  private func words(_ line: String) -> [String] {
    String(String.UnicodeScalarView(line.unicodeScalars.map { $0.isWhiteSpace ? " " : $0 }))
      .split(separator: " ").map(String.init)
  }

  @Test func `answers each line before the next is typed`() throws {
    try SampleModel.write(to: folder)
    let script = """
      coproc translate run model --interactive
      for sentence in 'a cat' '' 'sat on the mat'; do
        echo "$sentence" >&${COPROC[1]}
        read -r -t 60 answer <&${COPROC[0]} || exit 9
        echo "$answer"
      done
      """
    let typed = try Executable.shell(script, directory: folder.url)
    let given = try translate("run model 'a cat' '' 'sat on the mat'")
    #expect(typed.status == 0 && typed.text == given.text)
  }

  @Test func `reads what it is given`() throws {
    try SampleModel.write(to: folder)
    try folder.write("in", "a cat\nsat\n")
    try folder.write("in.gz", try gzipped(folder.bytes("in")))
    let usual = lines(try translate("run model < in"))
    for arguments in [
      "run model --input in", "run model --input in.gz", "model - < in", "run model -- - < in",
      "./model --input in",
    ] {
      #expect(lines(try translate(arguments)) == usual, "\(arguments)")
    }
  }

  @Test func `translates the name of a file from standard input, or among other sentences`() throws
  {
    try SampleModel.write(to: folder)
    try folder.write("cat", "a cat\n")
    let expected = lines(try translate("run model 'cat '"))
    #expect(lines(try translate("run model", input: Array("cat\n".utf8))) == expected)
    #expect(lines(try translate("run model a cat")).last == expected.last)
  }

  @Test func `gives way to float32 where the processor has no bfloat16`() throws {
    try SampleModel.write(to: folder)
    let older = "DNNL_MAX_CPU_ISA=AVX2 ONEDNN_MAX_CPU_ISA=AVX2"
    let result = try Executable.shell(
      "\(older) translate run model --precision bf16 'a cat'", directory: folder.url)
    #expect(result.standardError == "this processor has no bf16: multiplying in f32\n")
    #expect(result.text.hasSuffix("\n"))
  }

  @Test(.enabled(if: Precision.bfloat16.isSupported, "this processor has no bf16"))
  func `multiplies in bfloat16 where the processor has it`() throws {
    try SampleModel.write(to: folder)
    let result = try translate("run model --precision bf16 'a cat'")
    #expect(result.status == 0 && result.standardError.isEmpty)
    #expect(result.text.hasSuffix("\n"))
  }

  @Test(arguments: [
    WrongUse(arguments: "run", status: 64, says: "MODEL is missing"),
    WrongUse(arguments: "run nowhere a", status: 66, says: "there is no file `nowhere`"),
    WrongUse(arguments: "nowhere a", status: 64, says: "`nowhere` is neither a command nor a file"),
    WrongUse(
      arguments: "nowhere.safetensors a", status: 66, says: "no file `nowhere.safetensors`\n"),
    WrongUse(arguments: "no/where", status: 66, says: "there is no file `no/where`\n"),
    WrongUse(
      arguments: "run folder a", status: 66,
      says: "`folder` is a directory, not a model file\nA model is one file, such as"),
    WrongUse(
      arguments: "run begun a", status: 66,
      says:
        "`begun` is a directory, not a model file\nThe training in it has not saved a model yet."),
    WrongUse(
      arguments: "run trained a", status: 66,
      says: "`trained` is a directory, not a model file\nThe model in it is "
        + "`trained/model.safetensors`."),
    WrongUse(arguments: "trained/ a", status: 66, says: "in it is `trained/model.safetensors`."),
    WrongUse(
      arguments: "run trained/log.jsonl a", status: 65,
      says: "`trained/log.jsonl` is a text file, not a model\nThe model is "
        + "`trained/model.safetensors`."),
    WrongUse(
      arguments: "run /dev/null a", status: 66, says: "`/dev/null` is a pipe or a device, not a"),
    WrongUse(arguments: "run empty a", status: 65, says: "`empty` is an empty file, not a model\n"),
    WrongUse(
      arguments: "run text a", status: 65,
      says: "`text` is a text file, not a model\nA model is a file that `translate train` writes"),
    WrongUse(
      arguments: "text", status: 65,
      says: "`text` is a text file, not a model\nThe model comes first: "
        + "`translate model.safetensors --input text`."),
    WrongUse(
      arguments: "text.gz", status: 65, says: "`text.gz` is a gzip file, not a model\nModels are"),
    WrongUse(
      arguments: "run torch.pt a", status: 65,
      says: "`torch.pt` is a PyTorch checkpoint, not a model\nModels of other programs cannot be"),
    WrongUse(arguments: "run cut a", status: 65, says: "`cut`: the tensor `"),
    WrongUse(
      arguments: "run other a", status: 65,
      says: "`other` is a model for the task `classify`, not `translate`"),
    WrongUse(
      arguments: "run model text", status: 64,
      says: "`text` is a file, and arguments are translated as sentences\nIts lines: "
        + "`translate model --input text`. The name itself: `echo text | translate model`."),
    WrongUse(arguments: "model text other", status: 64, says: "`text` is a file, and arguments"),
    WrongUse(
      arguments: "text model", status: 65, says: "`text` is a text file, not a model\nA model is"),
    WrongUse(arguments: "run model --input nowhere", status: 66, says: "no file `nowhere`"),
    WrongUse(
      arguments: "run model --invalid-utf8 error < invalid", status: 65,
      says: "standard input, line 2, byte 2: 0xFF is not UTF-8"),
    WrongUse(
      arguments: "run model --invalid-utf8 skip < invalid", status: 64,
      says: "`--invalid-utf8` is replace or error, not `skip`"),
    WrongUse(
      arguments: "run model --input text a", status: 64,
      says: "--input has no effect where sentences are given"),
    WrongUse(
      arguments: "run model --interactive --input text", status: 64,
      says: "--interactive is for standard input, and --input names a file"),
    WrongUse(
      arguments: "run model --output model a", status: 64, says: "`model` is read and written"),
    WrongUse(
      arguments: "run model --output x --status x a", status: 64,
      says: "two outputs are to be written to `x`"),
    WrongUse(
      arguments: "run model --alignment a", status: 64, says: "`model` has no attention"),
    WrongUse(
      arguments: "run model --mini-batch 0 a", status: 64,
      says: "`--mini-batch` takes a whole number (1 to 4096), not `0`"),
    WrongUse(
      arguments: "run model --precision f64 a", status: 64,
      says: "`--precision` is f32 or bf16, not `f64`"),
    WrongUse(arguments: "run model a > /dev/full", status: 74, says: "No space left on device"),
  ])
  func `says what is wrong`(_ wrong: WrongUse) throws {
    try SampleModel.write(to: folder)
    try SampleModel.writeClassifier("other", to: folder)
    try folder.write("empty", "")
    try folder.write("text", "Lines of text, and no model at all.\n")
    try folder.write("cut", folder.bytes("model").dropLast(100))
    try folder.write("invalid", Array("a\nb".utf8) + [0xFF, 0x0A])
    try folder.write("text.gz", try gzipped(folder.bytes("text")))
    try folder.write(
      "torch.pt",
      Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22) + [14, 0, 0, 0]
        + Array("model/data.pkl and more".utf8))
    for name in ["folder", "trained", "begun"] {
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    try folder.write("trained/model.safetensors", folder.bytes("model"))
    try folder.write("trained/log.jsonl", "{}\n{}\n{}\n")
    try folder.write("begun/checkpoint.safetensors", "")
    wrong.check(try translate(wrong.arguments))
  }

  @Test func `says what another machine's tokenizer may change`() throws {
    let encoding = SampleModel.encoding
    let segmentation = try SampleModel.lowercasing()
    var origin = encoding.origin
    origin.icuVersion = "1.0"
    try SampleModel.write(
      to: folder, encoding: .init(segmentation, vocabulary: encoding.vocabulary, origin: origin))
    let result = try translate("run model 'a cat'")
    #expect(result.status == 0)
    #expect(
      result.standardError.hasPrefix("`model` was trained with another version of ICU"))
  }
}
