import Kernels
import TextProcessing

extension RunningModel {
  /// For each pair the natural logarithm of the probability of all its target's words, `</s>` among
  /// them, given the source: what the model thinks of somebody else's translations.
  package func logProbabilities(
    of pairs: SentencePairs, in workspace: inout Workspace
  ) -> [Double] {
    let mark = workspace.mark
    defer { workspace.release(to: mark) }
    let all = 0..<pairs.count
    let source = PaddedSentences(pairs.sources, all, in: &workspace)
    let fed = PaddedSentences(
      pairs.targets, all, startingWith: startOfSentence, in: &workspace)
    let targets = PaddedSentences(pairs.targets, all, in: &workspace)
    let read = model.encoder.forward(source, weights, packed.encoder, in: &workspace)
    let written = model.decoder.forward(
      fed, after: read.stack, of: model.encoder.stack, chance: nil, weights, packed.decoder,
      in: &workspace)
    let logits = workspace.matrix(
      rows: written.y.rows, columns: model.prediction.projection.outputs)
    model.prediction.projection.forward(
      written.y, into: logits, weights, packed.output, in: &workspace)
    let words = workspace.buffer(logits.rows, of: Double.self)
    Softmax.logProbabilities(
      of: targets.ids.baseAddress!, logits: logits.elements, stride: logits.stride,
      rows: logits.rows, columns: logits.columns, into: words.baseAddress!)
    return all.map { sentence in
      stride(from: sentence, to: words.count, by: pairs.count).reduce(0) { $0 + words[$1] }
    }
  }
}
