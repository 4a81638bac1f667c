import Foundation
import TestSupport

/// A small model that `translate train` made of the project's own corpus, and sentences for it.
struct TrainedModel {
  static let corpus = Fixture.directory.deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("corpora/en-fr")

  let folder: TemporaryFolder
  var url: URL { folder.url.appendingPathComponent("model/model.safetensors") }

  init() throws {
    folder = try TemporaryFolder()
    let corpus = Self.corpus.path
    let trained = try Self.shell(
      """
      head -n 3000 '\(corpus)/train.en' > train.en; head -n 3000 '\(corpus)/train.fr' > train.fr
      cat '\(corpus)/test.en' '\(corpus)/valid.en' > new.en
      translate train --train-source train.en --train-target train.fr --dim-rnn 32 --mini-batch 16 \
        --bpe-merges 300 --learn-rate 0.01 --exponential-smoothing 0.1 --after-batches 150 \
        --output model --quiet
      """, in: folder)
    precondition(trained.status == 0, trained.standardError)
  }

  /// A thousand of them.
  var sentences: [String] {
    get throws {
      try folder.text("new.en").split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().map(String.init)
    }
  }

  /// Bash in which `translate` is the program that was built with these tests.
  static func shell(
    _ script: String, in folder: TemporaryFolder
  ) throws -> ChildProcess.Result {
    let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().path
    return try ChildProcess.run(
      URL(fileURLWithPath: "/bin/bash"), ["-c", "PATH=\(programs):$PATH; \(script)"],
      directory: folder.url)
  }
}
