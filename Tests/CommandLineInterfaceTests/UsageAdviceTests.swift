import Testing

@testable import CommandLineInterface

@Suite("Advice on names that are not ours")
struct UsageAdviceTests {
  struct Case: CustomTestStringConvertible {
    var words: [String]
    var message: String
    var advice: String?
    var testDescription: String { words.joined(separator: " ") }

    init(_ line: String, _ message: String, _ advice: String? = nil) {
      words = line.split(separator: " ").map(String.init)
      (self.message, self.advice) = (message, advice)
    }
  }

  @Test(arguments: [
    Case(
      "tokenize --codes f", "there is no option `--codes`",
      "subword-nmt's `--codes`: use `--bpe FILE`."),
    Case(
      "tokenize -c f", "there is no option `-c`",
      "subword-nmt's `-c`: use `--bpe FILE`. OpenNMT-py's `-c`: use `--merges N`."),
    Case(
      "tokenize -src-vocab=f", "there is no option `-src-vocab`",
      "OpenNMT-py's `-src-vocab`: use `--merges N`."),
    Case(
      "tokenize --aggressive", "there is no option `--aggressive`",
      "Moses' `--aggressive`: not supported."),
    Case(
      "corpus clean -ratio 2", "there is no option `-ratio`", "Moses' `-ratio`: not supported."),
    Case(
      "tokenize --no_shuffle", "there is no option `--no_shuffle`; did you mean `--no-shuffle`?"),
    Case("tokenize -threads 2", "there is no option `-threads`; did you mean `--threads`?"),
    Case("tokenize --thredas 2", "there is no option `--thredas`; did you mean `--threads`?"),
    Case(
      "tokenize --output d", "there is no option `--output`",
      "It is an option of `sample corpus check`."),
    Case(
      "run --threads 2", "there is no option `--threads`",
      "It is an option of `sample tokenize` and `sample corpus check`."),
    Case(
      "tokenize -j", "there is no option `-j`",
      "Options have no short names: did you mean `--joiner`?"),
    Case(
      "tokenize -m", "there is no option `-m`",
      "Options have no short names: did you mean `--merges`, `--metric` or `--models`?"),
    Case("tokenize -x", "there is no option `-x`", "Options have no short names."),
    Case("tokenize --beam-size 5", "there is no option `--beam-size`"),
    Case(
      "tokenize -1", "there is no option `-1`", "If `-1` is not an option, put `--` before it."),
    Case(
      "--output d", "a command comes first, then its options: `--output` comes too early",
      "It is an option of `sample corpus check`."),
  ])
  func `an option`(_ item: Case) { check(item) }

  @Test(arguments: [
    Case(
      "apply_bpe", "`apply_bpe` is neither a command nor a file",
      "Use `sample tokenize --bpe FILE`."),
    Case(
      "scripts/spm-encode.py", "`scripts/spm-encode.py` is neither a command nor a file",
      "Use `sample tokenize --bpe FILE`."),
    Case(
      "tokenize.perl", "`tokenize.perl` is neither a command nor a file; did you mean `tokenize`?"
    ),
    Case("check a b", "`check` is neither a command nor a file", "Use `sample corpus check`."),
    Case("corpus tokenize", "there is no command `tokenize`", "Use `sample tokenize`."),
    Case(
      "model", "`model` is neither a command nor a file",
      "`sample MODEL [SENTENCE …]` needs a file that exists."),
  ])
  func `a command`(_ item: Case) { check(item) }

  private func check(_ item: Case) {
    let (output, error, status) = Sample.run(item.words)
    #expect(output.isEmpty && status == 64)
    #expect(error.contains(": \(item.message)\n"), "\(error)")
    let advice = item.advice.map { "\($0) " } ?? ""
    #expect(error.contains("\n\(advice)Type `sample"), "\(error)")
  }
}
