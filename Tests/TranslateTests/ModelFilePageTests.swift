import Foundation
import TestSupport
import Testing

/// The program that docs/model-file.md shows, where there is a PyTorch to run it.
@Suite struct ModelFilePageTests {
  private static let repository = Fixture.directory.deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let python = Python.that(imports: "torch, safetensors")

  @Test(
    .enabled(if: python != nil, "PyTorch and safetensors are not installed"),
    arguments: [
      "--attention dot",
      "--attention none --enc-type unidirectional --no-tied-embeddings --dim-emb 12",
      "--attention dot --enc-depth 2 --dec-depth 2",
    ])
  func `PyTorch finds the same probabilities`(_ options: String) throws {
    let folder = try TemporaryFolder()
    let page = try String(
      contentsOf: Self.repository.appendingPathComponent("docs/model-file.md"), encoding: .utf8)
    let program = try #require(page.components(separatedBy: "```python\n").last)
      .components(separatedBy: "```")[0]
    try folder.write("load.py", program)
    let corpus = Self.repository.appendingPathComponent("corpora/en-fr").path
    let result = try Executable.shell(
      """
      for l in en fr; do
        head -n 500 '\(corpus)/train.'$l > train.$l; head -n 20 '\(corpus)/valid.'$l > valid.$l
      done
      translate train --train-source train.en --train-target train.fr --tokenizer space \\
        --bpe-merges 0 --dim-rnn 16 --after-epochs 1 --quiet --output model \(options)
      translate logprob model/model.safetensors --source valid.en --target valid.fr > ours
      '\(Self.python!.path)' load.py model/model.safetensors valid.en valid.fr > theirs
      """, directory: folder.url)
    #expect(result.standardError == "")
    let ours = try folder.text("ours").split(separator: "\n").compactMap { Double($0) }
    let theirs = try folder.text("theirs").split(separator: "\n").compactMap { Double($0) }
    #expect(ours.count == 20 && theirs.count == 20)
    for (own, other) in zip(ours, theirs) {
      #expect(abs(own - other) <= 1e-4 * max(1, abs(other)), "\(own) is not \(other)")
    }
  }
}
