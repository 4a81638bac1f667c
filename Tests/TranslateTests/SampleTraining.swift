import TestSupport

/// Trainings on some pairs of the project's own corpus.
enum SampleTraining {
  private static let corpus = Fixture.directory.deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("corpora/en-fr")

  /// A folder with small files, and what every training here has in common.
  private static let setUp = """
    head -n 3000 '\(corpus.path)/train.en' > train.en; head -n 3000 '\(corpus.path)/train.fr' > train.fr
    head -n 60 '\(corpus.path)/valid.en' > valid.en; head -n 60 '\(corpus.path)/valid.fr' > valid.fr
    options='--train-source train.en --train-target train.fr --valid-source valid.en
      --valid-target valid.fr --dim-emb 16 --dim-rnn 24 --no-tied-embeddings --bpe-merges 300
      --mini-batch 8 --maxi-batch 20 --after-epochs 2 --exponential-smoothing 0.01 --quiet'
    """

  /// A script of bash that begins with them: `translate train $options --output model`.
  static func run(_ script: String, in folder: TemporaryFolder) throws -> ChildProcess.Result {
    try Executable.shell("\(setUp)\n\(script)", directory: folder.url)
  }
}
