import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// A translation model from a file, ready to run.
package struct LoadedModel: Sendable {
  package let file: TranslationModelFile
  package let model: InferenceModel
  /// The precision of matrix multiplications: float32 where this processor lacks the one asked for.
  package let precision: AvailablePrecision
  private let pool: WorkerPool

  /// Throws what `TranslationModelFile` throws, or a `MatrixMultiplicationError`.
  package init(path: String, precision: Precision = .float32, threads: Int) throws {
    file = try TranslationModelFile(path: path)
    self.precision = precision.available
    pool = WorkerPool(threads: threads, prepare: MatrixMultiplication.useOnlyThisThread)
    model = try InferenceModel(
      file.model, weights: file.weights, precision: self.precision.used, on: pool)
  }

  /// How this machine's tokenizer differs from that of the machine that trained the model; nil
  /// where both split text in the same way.
  package var tokenizerDifference: TokenizerOrigin.Difference? {
    file.source.originDifferences.first ?? file.target.originDifferences.first
  }

  package func translator(_ options: Translator.Options = Translator.Options()) -> Translator {
    Translator(model, source: file.source, target: file.target, options, on: pool)
  }

  /// - Parameter miniBatch: the most pairs that go through the model together.
  package func scorer(miniBatch: Int) -> PairScorer {
    PairScorer(model, source: file.source, target: file.target, miniBatch: miniBatch, on: pool)
  }
}
