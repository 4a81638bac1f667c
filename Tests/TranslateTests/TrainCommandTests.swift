import Foundation
import TestSupport
import Testing

/// `translate train` as its users run it, on some pairs of the project's own corpus.
@Suite(.serialized) struct TrainCommandTests {
  private func run(_ script: String, in folder: TemporaryFolder) throws -> ChildProcess.Result {
    try SampleTraining.run(script, in: folder)
  }

  @Test func `trains a model that translates`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      translate train $options --output model || exit
      ls model
      printf 'a cat\\n\\nThe dog sleeps.\\n' | translate run model/model.safetensors | wc -l
      """, in: folder)
    #expect(result.standardError == "")
    #expect(
      result.text == """
        checkpoint.safetensors
        config.yaml
        drops.tsv
        log.jsonl
        model.safetensors
        3

        """)
    let log = try folder.text("model/log.jsonl").split(separator: "\n")
    #expect(log.count(where: { $0.hasPrefix(#"{"event":"validation""#) }) == 2)
    #expect(log.last == #"{"event":"ended","how":"completed","update":750}"#)
  }

  /// Stopped three times in the middle of an epoch, on one thread and on two: the final model and the
  /// final checkpoint have the bytes of a training that nobody stopped.
  @Test func `goes on as if it had never stopped`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      translate train $options --threads 1 --output whole || exit
      resume=
      for updates in 100 300 500; do
        translate train $options --disp-freq 1 --threads $((updates / 200 % 2 + 1)) \\
          --output parts $resume 2> error &
        while kill -0 $! && ! grep -q "\\"update\\":$updates," parts/log.jsonl 2> /dev/null; do
          sleep 0.01
        done
        kill -TERM $!; wait $!; echo $?
        resume=--resume
      done
      cat error
      translate train --output parts --resume --threads 2 --quiet || exit
      cmp whole/model.safetensors parts/model.safetensors && echo same model
      cmp whole/checkpoint.safetensors parts/checkpoint.safetensors && echo same checkpoint
      """, in: folder)
    #expect(result.standardError == "")
    let lines = result.text.split(separator: "\n")
    #expect(lines.prefix(3) == ["143", "143", "143"])
    #expect(lines.suffix(2) == ["same model", "same checkpoint"])
    #expect(result.text.contains("checkpoint saved to `parts/checkpoint.safetensors`"))
    #expect(result.text.contains("Resume with: translate train --output parts --resume\n"))
  }

  @Test func `resumes with the options that the checkpoint records`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      options=${options/--after-epochs 2/}
      translate train $options --after-batches 40 --forget-bias random --output whole || exit
      translate train $options --after-batches 20 --forget-bias random --output parts || exit
      sed -i 's/^seed:.*/seed: 9/' parts/config.yaml
      translate train --output parts --resume --after-batches 40 --quiet 2>&1 || exit
      cmp whole/model.safetensors parts/model.safetensors && echo same model
      cmp whole/checkpoint.safetensors parts/checkpoint.safetensors && echo same checkpoint
      grep '^seed' parts/config.yaml
      mkdir sub && cd sub && mv ../train.en moved.en
      translate train --output ../parts --resume --after-batches 45 --quiet \\
        --train-source moved.en --train-target ../train.fr --valid-source ../valid.en \\
        --valid-target ../valid.fr 2> /dev/null && echo from elsewhere
      """, in: folder)
    #expect(
      result.text == """
        `parts/config.yaml` differs from the options that the checkpoint records, with which \
        training resumes; `--config parts/config.yaml` uses those of the file
        same model
        same checkpoint
        seed: 9
        from elsewhere

        """, "\(result.standardError)")
  }

  /// One that is edited counts only where --config names it, and comments stay.
  @Test func `config.yaml repeats a training, and has nothing of the moment`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      translate train $options --threads 2 --disp-freq 1 --after-batches 10 --output m || exit
      grep -cE '^(quiet|threads|resume|overwrite|disp-freq):' m/config.yaml
      translate train --config m/config.yaml --output n --quiet || exit
      cmp m/model.safetensors n/model.safetensors && echo same
      sed -i '1i # mine' m/config.yaml
      sed -i 's/^after-batches:.*/after-batches: 12/' m/config.yaml
      translate train --config m/config.yaml --resume --quiet || exit
      tail -n 1 m/log.jsonl; head -n 1 m/config.yaml
      sed -i 's/^after-batches:.*/after-batches: 13/' n/config.yaml
      translate train --config n/config.yaml --resume --quiet --after-batches 14 || exit
      grep '^after-batches' n/config.yaml
      """, in: folder)
    #expect(
      result.text == """
        0
        same
        {"event":"ended","how":"completed","update":12}
        # mine
        after-batches: 14

        """, "\(result.standardError)")
  }

  @Test func `replaces an earlier training where it is asked to`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      translate train $options --after-batches 5 --output m || exit
      cp -r m before
      translate train ${options/train.en/none.en} --overwrite --output m 2> /dev/null
      translate train $options --dim-rnn 65536 --enc-depth 64 --dec-depth 64 --overwrite --output m \\
        2> /dev/null
      diff -r before m && echo a refused training replaces nothing
      translate train $options --after-batches 6 --seed 2 --overwrite --output m || exit
      translate train $options --after-batches 6 --seed 2 --output n || exit
      cmp m/model.safetensors n/model.safetensors && echo same model
      cmp m/checkpoint.safetensors n/checkpoint.safetensors && echo same checkpoint
      grep -c started m/log.jsonl
      translate train $options --seed 3 --disp-freq 1 --save-freq 100000 --overwrite --output m &
      while ! grep -q '"update":2,' m/log.jsonl; do sleep 0.01; done
      kill -KILL $!; wait $! 2> /dev/null
      translate train --output m --resume 2>&1
      """, in: folder)
    #expect(
      result.text.hasPrefix(
        """
        a refused training replaces nothing
        same model
        same checkpoint
        1
        translate train: there is no checkpoint `m/checkpoint.safetensors` to resume from
        """), "\(result.text)\(result.standardError)")
  }

  @Test func `one training at a time uses a folder`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      translate train ${options/--after-epochs 2/} --disp-freq 1 --output m &
      while ! grep -q '"update":2,' m/log.jsonl 2> /dev/null; do sleep 0.01; done
      for more in '' --resume --overwrite; do
        translate train $options --output m $more 2>&1 | sed "s/process $!/process PID/"
      done
      kill -KILL $!; wait $! 2> /dev/null
      translate train $options --after-batches 5 --overwrite --output m && ls -A m
      """, in: folder)
    let refused = """
      translate train: `m` is in use by another training: process PID
      Wait until it ends, or choose another directory.

      """
    #expect(
      result.text == """
        \(refused)\(refused)\(refused)checkpoint.safetensors
        config.yaml
        drops.tsv
        log.jsonl
        model.safetensors

        """, "\(result.standardError)")
  }

  /// An LSTM begins with a forget bias of 1, as in Keras.
  @Test func `a forget bias of 1 is the default`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      for bias in '' '--forget-bias 1' '--forget-bias random'; do
        translate train $options --after-batches 2 $bias --overwrite --output m || exit
        sha256sum < m/model.safetensors
      done
      """, in: folder)
    let models = result.text.split(separator: "\n")
    #expect(models.count == 3 && models[0] == models[1] && models[1] != models[2], "\(result)")
  }

  /// An end in the middle of an epoch, or between two validations, is none for a training that goes
  /// on: patience and the rate do not count the look at what it came to.
  @Test(arguments: ["", "--valid-freq 60", "--valid-freq 60 --optimizer-delay 2"])
  func `goes on from an end as if there had been none`(_ more: String) throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      options="$options --early-stopping-on cross-entropy \(more)"
      translate train $options --after-batches 200 --output whole || exit
      translate train $options --after-batches 100 --output parts || exit
      translate train $options --after-batches 200 --resume --output parts || exit
      cmp whole/model.safetensors parts/model.safetensors && echo same model
      cmp whole/checkpoint.safetensors parts/checkpoint.safetensors && echo same checkpoint
      grep -c validation whole/log.jsonl
      grep -c validation parts/log.jsonl
      """, in: folder)
    #expect(result.standardError == "")
    let validations = more.isEmpty ? (1, 2) : (4, 5)
    #expect(result.text == "same model\nsame checkpoint\n\(validations.0)\n\(validations.1)\n")
  }

  /// The best scores of the log are those of the model that is kept, to the last digit, whatever the
  /// lines hold: nothing, white space, or more tokens than a source may have.
  @Test func `validates a model as it is evaluated`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      sed -i "3s/.*//; 5s/.*/  /; 7s/.*/$(printf 'a cat %.0s' {1..600})/" valid.en
      translate train $options --output model || exit
      grep '"best":true' model/log.jsonl | tail -n 1
      translate evaluate model/model.safetensors --source valid.en --reference valid.fr \
        --metric bleu,chrf --json --quiet
      """, in: folder)
    #expect(result.standardError == "")
    let lines = result.text.split(separator: "\n", maxSplits: 1).map {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    try #require(lines.count == 2)
    let validated = try #require(lines[0]?["scores"] as? [String: Double])
    for metric in ["bleu", "chrf"] {
      let evaluated = try #require(lines[1]?[metric] as? [String: Any])
      #expect(validated[metric] == evaluated["score"] as? Double, "\(metric)")
    }
  }

  @Test func `leaves a validated model where it ends within an epoch`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      translate train $options --after-batches 5 --output model || exit
      grep -c validation model/log.jsonl
      printf 'a cat\\n' | translate run model/model.safetensors | wc -l
      """, in: folder)
    #expect(result.standardError == "")
    #expect(result.text == "1\n1\n")
  }

  @Test func `takes f32 where the processor has no bf16, and says so`() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      """
      DNNL_MAX_CPU_ISA=AVX2 ONEDNN_MAX_CPU_ISA=AVX2 \\
        translate train $options --after-batches 3 --precision bf16 --output model
      """, in: folder)
    #expect(result.status == 0)
    #expect(result.standardError.contains("no bf16: multiplying in f32"))
  }

  /// A weight that is not a number makes every gradient such: the updates are skipped, and what was
  /// saved before stays.
  @Test func `skips updates that are not finite, and gives up after some`() throws {
    let folder = try TemporaryFolder()
    _ = try run("translate train $options --after-batches 5 --output m", in: folder)
    var bytes = try folder.bytes("m/checkpoint.safetensors")
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let commonWord = 4 * 16 * MemoryLayout<Float>.size  // the row behind the special tokens
    bytes.replaceSubrange(
      8 + header + commonWord..<8 + header + commonWord + 4,
      with: withUnsafeBytes(of: Float.nan) { Array($0) })
    try folder.write("m/checkpoint.safetensors", bytes)

    let result = try run(
      "translate train ${options/--quiet/} --resume --output m", in: folder)
    #expect(result.status == 65)
    #expect(result.standardError.contains("an update is skipped, since the gradient of encoder."))
    #expect(
      result.standardError.contains("10 consecutive updates had gradients that are not finite"))
    #expect(try folder.bytes("m/checkpoint.safetensors") == bytes)
    #expect(try folder.text("m/log.jsonl").contains(#"{"event":"skipped","epoch":1"#))
  }

  struct Mistake: CustomTestStringConvertible, Sendable {
    var name: String
    var script: String
    var status: Int32
    var words: [String]
    var testDescription: String { name }
  }

  static let mistakes = [
    Mistake(
      name: "no output", script: "translate train $options", status: 64, words: ["--output DIR"]),
    Mistake(
      name: "no corpus", script: "translate train --output m", status: 64,
      words: ["--train-source"]),
    Mistake(
      name: "a missing file", script: "translate train ${options/train.en/gone} --output m",
      status: 66, words: ["gone"]),
    Mistake(
      name: "a missing validation file",
      script: "translate train ${options/valid.en/gone} --output m", status: 66,
      words: ["gone"]),
    Mistake(
      name: "an empty validation file",
      script: ": > valid.en; : > valid.fr; translate train $options --output m", status: 65,
      words: ["valid.en", "validate"]),
    Mistake(
      name: "unequal line counts",
      script: "head -n 2999 train.fr > short.fr; "
        + "translate train ${options/train.fr/short.fr} --output m",
      status: 65, words: ["3000", "2999", "short.fr"]),
    Mistake(
      name: "an empty corpus",
      script: ": > e.en; : > e.fr; translate train --train-source e.en --train-target e.fr "
        + "--output m",
      status: 65, words: ["e.en"]),
    Mistake(
      name: "a vocabulary of special tokens alone",
      script: "translate train $options --min-frequency 1000000 --output m", status: 65,
      words: ["vocabulary"]),
    Mistake(
      name: "no sentence short enough",
      script: "translate train $options --max-length 1 --output m", status: 65,
      words: ["3000"]),
    Mistake(
      name: "a size that cannot be halved",
      script: "translate train ${options/dim-rnn 24/dim-rnn 25} --output m", status: 64,
      words: ["dim-rnn", "25", "--enc-type"]),
    Mistake(
      name: "unequal depths", script: "translate train $options --enc-depth 2 --output m",
      status: 64, words: ["--enc-depth is 2", "--dec-depth 1"]),
    Mistake(
      name: "feeding without attention",
      script: "translate train $options --attention none --input-feed --output m", status: 64,
      words: ["--input-feed", "attention"]),
    Mistake(
      name: "ties between unequal sizes",
      script: "translate train ${options/no-tied/tied} --output m", status: 64,
      words: ["tied-embeddings", "16 and 24"]),
    Mistake(
      name: "nothing to resume", script: "translate train $options --resume --output m",
      status: 66, words: ["m/checkpoint.safetensors"]),
    Mistake(
      name: "an earlier training",
      script: "translate train $options --after-batches 5 --output m && "
        + "translate train $options --output m",
      status: 64, words: ["`m` already contains", "--resume", "--overwrite"]),
    Mistake(
      name: "a model without a checkpoint",
      script: "mkdir m; echo mine > m/model.safetensors; translate train $options --output m; "
        + "status=$?; cat m/model.safetensors >&2; exit $status",
      status: 64, words: ["`m/model.safetensors` exists", "--overwrite", "mine"]),
    Mistake(
      name: "a log without options",
      script: "mkdir m; echo mine > m/log.jsonl; translate train $options --output m; "
        + "status=$?; cat m/log.jsonl >&2; exit $status",
      status: 64, words: ["`m/log.jsonl` exists", "mine"]),
    Mistake(
      name: "commented options",
      script: "mkdir m; echo 'seed: 2  # mine' > m/config.yaml; "
        + "translate train $options --overwrite --output m; "
        + "status=$?; cat m/config.yaml >&2; exit $status",
      status: 64, words: ["`m/config.yaml` has comments", "# mine", "--config"]),
    Mistake(
      name: "a corpus that would be overwritten",
      script: "mkdir m; mv train.en m/drops.tsv; "
        + "translate train ${options/train.en/m/drops.tsv} --overwrite --output m; "
        + "status=$?; mv m/drops.tsv train.en; wc -l train.en >&2; exit $status",
      status: 64, words: ["`m/drops.tsv` is an input", "3000 train.en"]),
    Mistake(
      name: "validation text that would be overwritten",
      script: "mkdir m; ln valid.en m/log.jsonl; ln -s ../valid.en m/config.yaml; "
        + "translate train ${options/valid.en/m/config.yaml} --overwrite --output m",
      status: 64, words: ["`m/log.jsonl` is an input"]),
    Mistake(
      name: "merges that would be overwritten",
      script: "mkdir m; translate bpe --merges 9 train.en --output m/drops.tsv; "
        + "translate train ${options/--bpe-merges 300/--bpe m/drops.tsv} --overwrite --output m",
      status: 64, words: ["`m/drops.tsv` is an input"]),
    Mistake(
      name: "options of a file that would be overwritten",
      script: "mkdir m; echo 'seed: 2' > m/config.yaml; "
        + "translate train $options --config m/config.yaml --overwrite --output m",
      status: 64, words: ["`m/config.yaml` is an input"]),
    Mistake(
      name: "overwriting what is resumed",
      script: "translate train $options --after-batches 5 --output m && "
        + "translate train --output m --resume --overwrite",
      status: 64, words: ["--overwrite has no effect with --resume"]),
    Mistake(
      name: "a forget bias of words",
      script: "translate train $options --forget-bias much --output m", status: 64,
      words: ["--forget-bias takes a number, chrono or random, not `much`"]),
    Mistake(
      name: "an option on the command line that differs from the recorded one",
      script: "translate train $options --after-batches 5 --output m && "
        + "translate train --output m --resume --seed 2",
      status: 64, words: ["--seed is `2`", "began with `1`"]),
    Mistake(
      name: "an option that was not recorded",
      script: "translate train $options --after-batches 5 --output m && "
        + "translate train --output m --resume --max-size 60",
      status: 64, words: ["--max-size is `60`", "began without it"]),
    Mistake(
      name: "a recorded file in another directory",
      script: "translate train $options --after-batches 5 --output m && mkdir sub && cd sub && "
        + "translate train --output ../m --resume",
      status: 66, words: ["`train.en`, which the checkpoint records", "--train-source"]),
    Mistake(
      name: "options that disagree with the checkpoint",
      script: "translate train $options --after-batches 5 --output m && "
        + "translate train ${options/dim-emb 16/dim-emb 18} --resume --output m",
      status: 64, words: ["--dim-emb is `18`", "`16`"]),
    Mistake(
      name: "a corpus that has changed",
      script: "translate train $options --after-batches 5 --output m && "
        + "sed -i '7s/$/ !/' train.en && translate train $options --resume --output m",
      status: 65, words: ["--train-source has changed"]),
    Mistake(
      name: "a checkpoint that is none",
      script: "mkdir m; echo nonsense > m/checkpoint.safetensors; "
        + "translate train $options --resume --output m",
      status: 65, words: ["m/checkpoint.safetensors"]),
    Mistake(
      name: "a model for a checkpoint",
      script: "translate train $options --output m && "
        + "cp m/model.safetensors m/checkpoint.safetensors && "
        + "translate train $options --resume --output m",
      status: 65, words: ["m/checkpoint.safetensors"]),
    Mistake(
      name: "a model larger than any machine",
      script: "translate train ${options/dim-emb 16 --dim-rnn 24/dim-emb 65536 --dim-rnn 65536} "
        + "--enc-depth 64 --dec-depth 64 --output m",
      status: 64, words: ["parameters", "GiB", "--dim-rnn", "--dim-emb", "--max-size"]),
    Mistake(
      name: "addresses that do not suffice",
      script: "(ulimit -v 600000; translate train ${options/dim-rnn 24/dim-rnn 2000} --output m)",
      status: 64, words: ["parameters", "MiB", "--dim-rnn"]),
    Mistake(
      name: "a folder that cannot be made",
      script: "echo > m; translate train $options --output m/model", status: 73, words: ["m"]),
    Mistake(
      name: "a full disk",
      script: "(ulimit -f 40; translate train $options --after-batches 5 --output m)", status: 74,
      words: ["m/"]),
  ]

  @Test(arguments: mistakes) func `says what is wrong`(_ mistake: Mistake) throws {
    let folder = try TemporaryFolder()
    let result = try run(mistake.script, in: folder)
    #expect(result.status == mistake.status, "\(result.standardError)")
    for word in mistake.words {
      #expect(result.standardError.contains(word), "\(result.standardError)")
    }
    #expect(!result.standardError.contains("internal error"))
    let left = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
    #expect(left.contains("train.en") && !left.contains { $0.hasSuffix(".partial") }, "\(left)")
  }
}
