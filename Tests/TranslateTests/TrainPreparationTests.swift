import TestSupport
import Testing

@testable import translate

/// What `translate train` reports of a corpus before it trains, and how it selects the best model.
@Suite struct TrainPreparationTests {
  private let folder = try! TemporaryFolder()

  /// A corpus of 200 pairs of four words each, and a validation set of ten other pairs.
  private static let setUp = """
    for i in {1..200}; do echo "a$((i % 7)) b$((i % 11)) c$((i % 13)) d" >> train.en
      echo "A$((i % 7)) B$((i % 11)) C$((i % 13)) D" >> train.fr; done
    for i in {1..10}; do echo "a$((i % 7)) c$i d e" >> valid.en
      echo "A$((i % 7)) C$i D E" >> valid.fr; done
    corpus='--train-source train.en --train-target train.fr'
    valid='--valid-source valid.en --valid-target valid.fr'
    small='--tokenizer space --bpe-merges 0 --dim-rnn 8 --mini-batch 20 --output m'
    short="$small --after-epochs 1"

    """

  private func run(_ script: String) throws -> ChildProcess.Result {
    try Executable.shell(Self.setUp + script, directory: folder.url)
  }

  private func log(_ event: String) throws -> [Substring] {
    try folder.text("m/log.jsonl").split(separator: "\n").filter {
      $0.hasPrefix(#"{"event":"\#(event)""#)
    }
  }

  // MARK: The corpus

  @Test func `faults are printed on lines of their own, with control characters escaped`() throws {
    let result = try run(
      #"""
      name=$'tr\n\e[2Jain.en'; mv train.en "$name"; printf 'a \xFF\n' >> "$name"; echo x >> train.fr
      translate train --train-source "$name" --train-target train.fr $short
      """#)
    #expect(result.status == 65)
    let lines = result.standardError.split(separator: "\n")
    let start = try #require(
      lines.firstIndex(of: "translate train: the corpus has faults:"), "\(lines)")
    #expect(lines[start + 1].hasPrefix("fault: "))
    #expect(lines[start + 1].hasSuffix(#" in tr\x0A\x1B[2Jain.en"#))
    #expect(lines[start + 2].hasPrefix("  line 201, byte 3: 0xFF"))
    #expect(!result.standardError.contains("\u{1B}"))
  }

  @Test func `notes do not control the terminal either`() throws {
    let result = try run(
      #"""
      name=$'tr\e[2Jain.en'; mv train.en "$name"
      for file in "$name" train.fr; do sed -i '1p' "$file"; done
      translate train --train-source "$name" --train-target train.fr $short
      """#)
    #expect(result.status == 0)
    #expect(result.standardError.contains(#" in tr\x1B[2Jain.en"#), "\(result.standardError)")
    #expect(!result.standardError.contains("\u{1B}"))
  }

  /// Three validation pairs of ten: a pair of the training text, a source and a target.
  @Test(arguments: [
    (files: "$corpus", change: ":"),
    (files: "${corpus//train.en/train.en.gz}", change: "gzip train.en"),
    (files: "--train-tsv train.tsv", change: "paste train.en train.fr > train.tsv"),
    (files: "--train-tsv train.tsv.gz", change: "paste train.en train.fr | gzip > train.tsv.gz"),
  ])
  func `validation text that is in the training text is reported`(
    files: String, change: String
  ) throws {
    let result = try run(
      """
      sed -n 5p train.en > pair.en; sed -n 6p train.en >> pair.en; echo other >> pair.en
      sed -n 5p train.fr > pair.fr; echo other >> pair.fr; sed -n 8p train.fr >> pair.fr
      cat pair.en >> valid.en; cat pair.fr >> valid.fr
      \(change)
      translate train \(files) $valid $short
      """)
    #expect(result.status == 0, "\(result.standardError)")
    for overlap in ["note: 2 lines of valid whose source", "note: 1 line of valid whose pair"] {
      #expect(result.standardError.contains(overlap), "\(result.standardError)")
    }
    #expect(result.standardError.contains("line 11 of valid, line 5 of train"))
    let counts = #""overlap":{"source":2,"target":2,"pair":1}}"#
    #expect(try log("prepared").map { $0.hasSuffix(counts) } == [true])
  }

  @Test func `text that is not shared is not mentioned`() throws {
    let result = try run("translate train $corpus $valid $short")
    #expect(!result.standardError.contains("of valid whose"), "\(result.standardError)")
    #expect(try log("prepared")[0].contains(#"{"source":0,"target":0,"pair":0}"#))
    let other = try run("rm -r m; translate train $corpus $short")
    #expect(other.status == 0)
    #expect(try !log("prepared")[0].contains("overlap"))
  }

  @Test func `one is not printed as many, and the last model not as the best`() throws {
    let result = try run(
      """
      echo a > one.en; echo A > one.fr; echo >> one.en; echo B >> one.fr
      translate train --train-source one.en --train-target one.fr $short
      """)
    let said = result.standardError.split(separator: "\n")
    #expect(said.contains { $0.hasPrefix("1 pair, ") }, "\(said)")
    #expect(said.contains("1 pair left out, listed in drops.tsv"), "\(said)")
    #expect(said.contains("last model (update 1): m/model.safetensors"), "\(said)")
  }

  // MARK: The best model

  /// Targets of one word: every BLEU is 0, and yet the models are not equal.
  private static let labels = """
    cut -d ' ' -f 1 train.fr > label.fr; cut -d ' ' -f 1 valid.fr > label.valid.fr
    corpus=${corpus/train.fr/label.fr}; valid=${valid/valid.fr/label.valid.fr}
    small="$small --valid-freq 10 --learn-rate 0.01 --exponential-smoothing 0"

    """

  @Test func `cross-entropy selects the model where no reference has four words`() throws {
    let result = try run(
      Self.labels + """
        translate train $corpus $valid $small --after-batches 40
        mv m whole
        translate train $corpus $valid $small --after-batches 20 --quiet
        translate train $corpus $valid $small --after-batches 40 --quiet --resume
        cmp m/model.safetensors whole/model.safetensors && echo same model
        cmp m/checkpoint.safetensors whole/checkpoint.safetensors && echo same checkpoint
        """)
    #expect(result.text == "same model\nsame checkpoint\n", "\(result.standardError)")
    let said = result.standardError
    #expect(said.lines(with: "no reference has four words").count == 1, "\(said)")
    #expect(said.lines(with: "best model (update 40)").count == 1, "\(said)")
    #expect(said.lines(with: "hardly looks at the source").isEmpty, "\(said)")
    // In the first run and in the resumed one.
    #expect(
      try log("metric-replaced")
        == Array(
          repeating: #"{"event":"metric-replaced","metric":"bleu","replacement":"cross-entropy"}"#,
          count: 2))
    #expect(try log("validation").allSatisfy { $0.contains(#""decided_by":"cross-entropy""#) })
  }

  /// One reference of four words makes BLEU possible, and still it is 0 in every validation.
  @Test func `cross-entropy decides between models of equal BLEU`() throws {
    let result = try run(
      Self.labels + """
        echo 'a1 c1 d e' >> valid.en; echo 'A1 C1 D E' >> label.valid.fr
        translate train $corpus $valid $small --after-batches 40
        """)
    let said = result.standardError
    #expect(said.lines(with: "no reference has four words").isEmpty, "\(said)")
    #expect(said.lines(with: "BLEU 0.00, ").count == 4, "\(said)")
    #expect(said.lines(with: "the lower cross-entropy decides").count == 1, "\(said)")
    #expect(said.lines(with: "best model (update 40)").count == 1, "\(said)")
    let validations = try log("validation")
    #expect(validations.first?.contains(#""decided_by":"bleu""#) == true)
    #expect(validations.last?.contains(#""best":true,"decided_by":"cross-entropy""#) == true)
    #expect(validations.allSatisfy { $0.contains(#""scores":{"cross_entropy":"#) })
  }

  @Test(arguments: [
    (2.7318, "2.73"), (999_999.5, "999999.50"), (1e6, "1.0e+06"),
    (1.2345e8, "1.2e+08"), (9.96e9, "1.0e+10"), (4e100, "4.0e+100"), (.infinity, "inf"),
  ])
  func `a large perplexity is short`(perplexity: Double, text: String) {
    #expect(perplexityText(perplexity) == text)
  }

  // MARK: Vocabularies

  private static let vocabularies = """
    translate vocab train.en train.fr --output both.vocab
    translate vocab train.en --output en.vocab; translate vocab train.fr --output fr.vocab

    """

  @Test func `a vocabulary file is used as it is`() throws {
    let result = try run(
      Self.vocabularies + """
        translate train $corpus $short --quiet && mv m built
        translate train $corpus $short --quiet --source-vocabulary both.vocab
        cmp m/model.safetensors built/model.safetensors && echo same model
        grep vocabulary: m/config.yaml
        rm -r m; head -n 20 both.vocab > half.vocab
        translate train $corpus $valid $short --target-vocabulary half.vocab
        """)
    #expect(result.text == "same model\nsource-vocabulary: both.vocab\n")
    let shares =
      /source vocabulary: 20 tokens, covering \d\d\.\d\d% of the training text and .* of the valid/
    #expect(result.standardError.contains(shares), "\(result.standardError)")
    #expect(result.standardError.contains("target vocabulary: 20 tokens, covering "))
  }

  @Test func `each side has its own without tied embeddings`() throws {
    let result = try run(
      Self.vocabularies + """
        untied="$corpus $short --no-tied-embeddings --source-vocabulary en.vocab"
        translate train $untied --target-vocabulary fr.vocab && rm -r m
        translate train $untied --max-size 9
        """)
    let sizes = result.standardError.lines(with: " vocabulary: ").map(String.init)
    #expect(sizes.count == 4 && sizes[0...2].allSatisfy { $0.hasSuffix(" 36 tokens") }, "\(sizes)")
    #expect(sizes.last?.hasPrefix("target vocabulary: 9 tokens, covering ") == true, "\(sizes)")
  }

  @Test func `a changed file of merges or of a vocabulary is noticed`() throws {
    let result = try run(
      Self.vocabularies + """
        translate bpe --merges 5 train.en --output merges
        options="$corpus ${small/--bpe-merges 0/--bpe merges} --quiet --after-batches 3"
        translate train $options --source-vocabulary both.vocab
        translate train $options --source-vocabulary both.vocab --resume; echo $?
        sed -i '$d' merges
        translate train $options --source-vocabulary both.vocab --resume; echo $?
        sed -i '$d' both.vocab
        translate train $options --source-vocabulary both.vocab --resume; echo $?
        """)
    #expect(result.text == "0\n65\n65\n", "\(result.standardError)")
    let messages = result.standardError.lines(with: "translate train: ")
    #expect(messages.map { $0.contains("the merges of --bpe have changed") } == [true, false])
    #expect(messages.map { $0.contains("the source vocabulary has changed") } == [false, true])
  }

  static let mistakes = [
    WrongUse(
      arguments: "--source-vocabulary gone.vocab", status: 66, says: "there is no file `gone.vocab`"
    ),
    WrongUse(
      arguments: "--target-vocabulary twice.vocab", status: 65, says: "`twice.vocab`, line 37"),
    WrongUse(
      arguments: "--source-vocabulary en.vocab --target-vocabulary fr.vocab", status: 64,
      says: "--source-vocabulary and --target-vocabulary differ"),
    WrongUse(
      arguments: "--source-vocabulary en.vocab", status: 65,
      says: "the target vocabulary has none of the tokens of the corpus"),
    WrongUse(
      arguments: "--source-vocabulary both.vocab --max-size 20", status: 64, says: "--max-size"),
    WrongUse(
      arguments: "--target-vocabulary both.vocab --min-frequency 2", status: 64,
      says: "--min-frequency"),
  ]

  @Test(arguments: mistakes) func `refuses a vocabulary`(_ mistake: WrongUse) throws {
    mistake.check(
      try run(
        Self.vocabularies + """
          (cat en.vocab; sed -n 5p en.vocab) > twice.vocab
          translate train $corpus $short \(mistake.arguments)
          """))
  }
}

extension String {
  /// The lines that hold a text.
  fileprivate func lines(with part: String) -> [Substring] {
    split(separator: "\n").filter { $0.contains(part) }
  }
}
