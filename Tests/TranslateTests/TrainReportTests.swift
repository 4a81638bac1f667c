import TestSupport
import Testing

/// What `translate train` says, and what it leaves behind.
@Suite struct TrainReportTests {
  private let folder = try! TemporaryFolder()

  private func run(_ script: String) throws -> ChildProcess.Result {
    // Of 300 pairs an epoch has 38 updates.
    let fewer = "for file in train.*; do sed -i '301,$d' $file; done; loud=${options/--quiet/}"
    return try SampleTraining.run("\(fewer)\n\(script)", in: folder)
  }

  private func lines(_ text: String, with part: String) -> [Substring] {
    text.split(separator: "\n").filter { $0.contains(part) }
  }

  @Test func `shows cross-entropy of training and of validation`() throws {
    let said = try run("translate train $loud --output m").standardError
    let epochs = lines(said, with: "epoch ").map(String.init)
    let form = /epoch [12], update (38|76): cross-entropy \d\.\d{3}, \d+ words\/s, \d+ s/
    #expect(epochs.count == 2 && epochs.allSatisfy { $0.wholeMatch(of: form) != nil }, "\(said)")
    #expect(lines(said, with: "validation: cross-entropy ").count == 2)
    let log = lines(try folder.text("m/log.jsonl"), with: #"{"event":"epoch""#)
    #expect(log.count == 2 && log.allSatisfy { $0.contains(#""cross_entropy":"#) }, "\(log)")
  }

  @Test func `shows the sentences to watch once, and their translations each time`() throws {
    let said = try run("translate train $loud --output m").standardError
    #expect(lines(said, with: "sentences to watch").count == 1)
    #expect(lines(said, with: "     = ").count == 3)
    for number in 1...3 { #expect(lines(said, with: "    \(number). ").count == 3, "\(said)") }
  }

  private static let copy = "cp train.en valid.en; cp train.fr valid.fr"

  /// Pieces know all of the text that they are made of: that is not worth a word.
  @Test(arguments: [
    (change: Self.copy, options: "", says: "tokens, which are all of the validation text"),
    (change: "sed -i 's/^/Ж/' valid.en", options: "", says: " % of the validation text"),
    (change: ":", options: "--max-size 60", says: " % of its text and "),
  ])
  func `tells what part of the text is known`(
    change: String, options: String, says: String
  ) throws {
    let said = try run("\(change)\ntranslate train $loud \(options) --output m").standardError
    #expect(said.contains(says), "\(said)")
  }

  @Test func `says what an epoch's figures are of after a resume`() throws {
    let result = try run(
      """
      translate train $options --after-batches 20 --output m || exit
      printf '{"event":"upd' >> m/log.jsonl  # as a kill leaves it
      translate train ${loud/epochs 2/epochs 3} --resume --output m
      grep -c -v '^{.*}$' m/log.jsonl
      grep -c resume m/config.yaml
      """)
    let epochs = lines(result.standardError, with: "epoch ").map(String.init)
    #expect(epochs.count == 3)
    #expect(epochs.first?.contains(/cross-entropy \d\.\d{3} since update 20,/) == true)
    #expect(epochs.last?.contains(/cross-entropy \d\.\d{3},/) == true)
    #expect(epochs.allSatisfy { $0.hasSuffix(" s since the resume") }, "\(epochs)")
    #expect(result.text == "0\n0\n")
  }

  @Test func `says that nothing ends it`() throws {
    let result = try run(
      """
      translate train --train-source train.en --train-target train.fr --dim-rnn 16 \\
        --output m 2> said &
      while kill -0 $! && ! grep -q started m/log.jsonl 2> /dev/null; do sleep 0.01; done
      kill -TERM $!; wait $!; cat said
      """)
    #expect(result.text.contains("goes on until you stop it"))
  }

  @Test(arguments: [
    ("sed -i 3d train.fr; translate train $options --output a/b/c", "valid.en valid.fr"),
    ("sed -i 3d train.fr; mkdir m; translate train $options --output m/n", "m valid.en valid.fr"),
    ("translate train $options --min-frequency 100000 --output m", "valid.en valid.fr"),
    (
      "translate train $options --max-length 1 --output m; wc -l < m/drops.tsv; ls m",
      "300 drops.tsv m valid.en valid.fr"
    ),
  ])
  func `leaves nothing of its own where it refuses a corpus`(
    script: String, left: String
  ) throws {
    let result = try run("\(script)\nrm train.*; ls")
    #expect(result.text.split(separator: "\n").joined(separator: " ") == left)
  }

  private static let corpus = "--train-source train.en --train-target train.fr"

  @Test(arguments: [
    ("$options --momentum 0.9", "--momentum has no effect with --optimizer adam"),
    ("$options --cell gru --forget-bias 1", "--forget-bias has no effect with --cell gru"),
    ("$options --residual", "--residual has no effect with --enc-depth 1"),
    (
      "$options --variational-dropout --dropout 0",
      "--variational-dropout has no effect with --dropout 0"
    ),
    ("$options --bpe merges", "--bpe-merges has no effect beside --bpe"),
    (
      "$options --lr-decay 1 --lr-decay-start 3",
      "--lr-decay-start has no effect with --lr-decay 1"
    ),
    (
      "\(corpus) --bpe-merges 0 --bpe-dropout 0.1",
      "--bpe-dropout has no effect with --bpe-merges 0"
    ),
    ("\(corpus) --early-stopping 3", "--early-stopping has no effect without --valid-source"),
    (
      "\(corpus) --early-stopping-on chrf",
      "--early-stopping-on has no effect without --valid-source"
    ),
    ("\(corpus) --lr-decay 0.7", "--lr-decay has no effect without --valid-source"),
  ])
  func `refuses an option that changes nothing`(options: String, says: String) throws {
    let result = try run("translate train \(options) --output m; status=$?; ls; exit $status")
    #expect(result.status == 64)
    #expect(result.standardError.contains(says), "\(result.standardError)")
    #expect(!result.text.contains("m\n"))
  }
}
