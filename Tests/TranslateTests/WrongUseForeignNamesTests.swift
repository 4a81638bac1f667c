import CommandLineInterface
import TestSupport
import Testing

@testable import translate

@Suite("Names from other programs")
struct WrongUseForeignNamesTests {
  @Test(arguments: [
    WrongUse(
      arguments: "train --train-sets a b", status: 64,
      says: "Marian's `--train-sets`: use `--train-source FILE --train-target FILE`."),
    WrongUse(
      arguments: "train --mini-batch-fit", status: 64,
      says: "Marian's `--mini-batch-fit`: use `--mini-batch-words N`."),
    WrongUse(
      arguments: "train --type s2s", status: 64, says: "Marian's `--type`: models are recurrent"),
    WrongUse(
      arguments: "train -w 5000", status: 64, says: "Marian's `-w`: no memory is reserved"),
    WrongUse(
      arguments: "train --devices 0 1", status: 64, says: "models run on the CPU"),
    WrongUse(
      arguments: "train -save_model m", status: 64,
      says: "OpenNMT-py's `-save_model`: use `--output DIR`."),
    WrongUse(
      arguments: "train --train_steps 9", status: 64, says: "use `--after-batches N`."),
    WrongUse(arguments: "train --max-tokens 9", status: 64, says: "use `--mini-batch-words N`."),
    WrongUse(arguments: "train --epochs 9", status: 64, says: "use `--after-epochs N`."),
    WrongUse(
      arguments: "train --mini_batch 9", status: 64,
      says: "there is no option `--mini_batch`; did you mean `--mini-batch`?"),
    WrongUse(
      arguments: "train --dim_emb 9", status: 64, says: "did you mean `--dim-emb`?"),
    WrongUse(
      arguments: "train -train-source a", status: 64, says: "did you mean `--train-source`?"),
    WrongUse(
      arguments: "run m --beam-size 6", status: 64, says: "beam search is not supported yet"),
    WrongUse(arguments: "run m -b 6", status: 64, says: "beam search is not supported yet"),
    WrongUse(arguments: "run m -i a", status: 64, says: "Marian's `-i`: use `--input FILE`."),
    WrongUse(arguments: "run --models m", status: 64, says: "the model is the first argument"),
    WrongUse(
      arguments: "run m --vocabs a b", status: 64,
      says: "the model file contains its vocabularies"
    ),
    WrongUse(
      arguments: "run m -- --beam-size 6", status: 66, says: "there is no file `m`"),
    WrongUse(
      arguments: "run m --reference a", status: 64,
      says: "It is an option of `translate evaluate` and `translate score`."),
    WrongUse(
      arguments: "evaluate m --ref a", status: 64, says: "use `--reference FILE`."),
    WrongUse(arguments: "score --refs a", status: 64, says: "use `--reference FILE`."),
    WrongUse(arguments: "score a -t wmt14", status: 64, says: "test sets are not downloaded"),
    WrongUse(arguments: "score a --width 4", status: 64, says: "use `--json`."),
    WrongUse(arguments: "bpe -s 8000", status: 64, says: "use `--merges N`."),
    WrongUse(arguments: "bpe --operations 8000", status: 64, says: "use `--merges N`."),
    WrongUse(arguments: "tokenize --codes a", status: 64, says: "use `--bpe FILE`."),
    WrongUse(arguments: "tokenize -l fr", status: 64, says: "Moses' `-l`: use `--locale NAME`."),
    WrongUse(arguments: "tokenize -no-escape", status: 64, says: "text is never escaped"),
    WrongUse(
      arguments: "corpus clean a b -ratio 2", status: 64, says: "use `--max-ratio X`."),
    WrongUse(
      arguments: "train.py", status: 64,
      says: "`train.py` is neither a command nor a file; did you mean `train`?"),
    WrongUse(arguments: "onmt_train", status: 64, says: "Use `translate train`."),
    WrongUse(arguments: "marian-decoder", status: 64, says: "Use `translate run MODEL`."),
    WrongUse(arguments: "decode", status: 64, says: "Use `translate run MODEL`."),
    WrongUse(arguments: "learn-bpe", status: 64, says: "Use `translate bpe --merges N`."),
    WrongUse(arguments: "apply_bpe.py", status: 64, says: "Use `translate tokenize --bpe FILE`."),
    WrongUse(arguments: "get-vocab", status: 64, says: "Use `translate vocab`."),
    WrongUse(arguments: "sacrebleu", status: 64, says: "Use `translate score --reference FILE`."),
    WrongUse(arguments: "split a b", status: 64, says: "Use `translate corpus split`."),
    WrongUse(
      arguments: "model/model.safetensors", status: 66,
      says: "there is no file `model/model.safetensors`"),
  ])
  func `is answered with what to type instead`(_ item: WrongUse) throws {
    let scratch = try TemporaryFolder()
    item.check(try Executable.shell("translate \(item.arguments)", directory: scratch.url))
  }

  @Test func `a configuration of another program is answered, too`() throws {
    let result = try Executable.shell(
      "echo 'train-sets: [a, b]' | translate train --config -")
    #expect(
      result.standardError.hasPrefix(
        "translate train: standard input, line 1: there is no option `train-sets`\n"
          + "Marian's `train-sets`: use `--train-source FILE --train-target FILE`."),
      "\(result.standardError)")
    #expect(result.status == 64)
  }

  // MARK: The table

  /// The options of every command, from the reference page.
  private static func ownOptions() throws -> [String: Set<String>] {
    var options: [String: Set<String>] = [:]
    var command = ""
    for line in try Executable.run("help", "--markdown").text.split(separator: "\n") {
      if let heading = line.firstMatch(of: /^## translate (.+)$/) {
        command = String(heading.1)
      } else if let row = line.firstMatch(of: /^\| `--(\[no-\])?([a-z0-9-]+)/) {
        options[command, default: []].insert("--\(row.2)")
        if row.1 != nil { options[command, default: []].insert("--no-\(row.2)") }
      }
    }
    return options
  }

  /// What an answer says to type: `--train-source FILE`, `translate bpe --merges N`.
  private static func typed(in answer: ForeignOption.Answer) -> [String] {
    switch answer {
    case .use(let line): [line]
    case .note(let text):
      text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
  }

  @Test func `every option that is recommended exists in its command`() throws {
    let own = try Self.ownOptions()
    for (command, foreignOptions) in ForeignNames.known.options {
      #expect(own[command] != nil, "\(command)")
      for foreign in foreignOptions {
        for line in Self.typed(in: foreign.answer) {
          let words = line.split(separator: " ").map(String.init)
          let other = words.dropFirst().prefix { $0.wholeMatch(of: /[a-z]+/) != nil }
          let target = words.first == "translate" ? other.joined(separator: " ") : command
          for word in words where word.hasPrefix("--") {
            #expect(
              own[target]?.contains(word) == true,
              "\(foreign.program)'s \(foreign.names) in \(command): \(word)")
          }
        }
      }
    }
  }

  @Test func `no name of the table is an option of ours`() throws {
    let own = try Self.ownOptions()
    for (command, foreignOptions) in ForeignNames.known.options {
      for name in foreignOptions.flatMap(\.names) {
        let spelling = "--" + name.drop { $0 == "-" }.replacing("_", with: "-")
        #expect(own[command]?.contains(spelling) == false, "\(name) in \(command)")
      }
    }
  }

  @Test func `every command that is recommended exists, and none of the names is a command`() throws
  {
    let own = try Self.ownOptions()
    for foreign in ForeignNames.known.commands where foreign.use != "--version" {
      let words = foreign.use.split(separator: " ")
      let command = words.prefix { $0.wholeMatch(of: /[a-z]+/) != nil }.joined(separator: " ")
      #expect(own[command] != nil, "\(foreign.use)")
      for word in words where word.hasPrefix("--") {
        #expect(own[command]?.contains(String(word)) == true, "\(foreign.use)")
      }
      #expect(foreign.names.allSatisfy { own[$0] == nil }, "\(foreign.names)")
    }
  }
}
