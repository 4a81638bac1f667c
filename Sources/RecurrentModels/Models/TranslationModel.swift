import Kernels
import TextProcessing

/// An encoder-decoder: an encoder reads the source sentence, and a decoder, whose layers begin with
/// the states that the encoder's ended with, writes the target a token at a time, with attention to the
/// encoder's outputs or without.
package struct TranslationModel: Sendable {
  package let options: TranslationOptions
  package let layout: ParameterLayout
  let encoder: Encoder
  let decoder: Decoder
  let output: OutputLayer

  /// The tensors of model-file.md, in its order.
  package init(_ options: TranslationOptions) {
    let width = options.embeddingWidth
    var layout = ParameterLayout()
    let shared =
      options.tiesEmbeddings ? layout.add("embedding", [options.targetVocabulary, width]) : nil
    encoder = Encoder(
      options, table: shared ?? layout.add("encoder.embedding", [options.sourceVocabulary, width]),
      in: &layout)
    decoder = Decoder(
      options, table: shared ?? layout.add("decoder.embedding", [options.targetVocabulary, width]),
      in: &layout)
    let projection =
      if let shared {
        Projection(weight: shared, bias: layout.add("output.bias", [options.targetVocabulary]))
      } else {
        Projection("output", inputs: options.units, outputs: options.targetVocabulary, in: &layout)
      }
    output = OutputLayer(options, projection: projection)
    self.options = options
    self.layout = layout
  }

  package var matrices: [ParameterLayout.Tensor] {
    encoder.stack.matrices + decoder.matrices + [output.projection.weight]
  }

  /// The weights that are multiplied by, and some biases: not tables that are only looked up in.
  package var multipliedCount: Int {
    let tables = [encoder.embedding, decoder.embedding].map(\.table.count)
    return layout.parameterCount - (options.tiesEmbeddings ? 0 : tables.reduce(0, +))
  }

  /// What training begins with.
  package func initialize(_ weights: ParameterValues, seed: UInt64) {
    let initialization = Initialization(weights: weights, seed: seed)
    // A table that is the output's too must not begin with logits of tens.
    let deviation = options.tiesEmbeddings ? 1 / Float(options.embeddingWidth).squareRoot() : 1
    for embedding in [encoder.embedding, decoder.embedding] {
      embedding.initialize(initialization, deviation: deviation)
    }
    encoder.stack.initialize(initialization, forgetBias: options.forgetBias)
    decoder.initialize(initialization, forgetBias: options.forgetBias)
    if options.tiesEmbeddings {
      output.projection.bias.map { initialization.constant($0, 0) }
    } else {
      output.projection.initialize(initialization)
    }
  }

  /// The decoder's outputs where it is fed the target's own tokens, `<s>` first.
  func teacherForced(
    _ pairs: SentencePairs, _ range: Range<Int>, _ pass: Pass
  ) -> (source: Encoder.Tape, target: Decoder.Tape, labels: PaddedSentences) {
    let source = PaddedSentences(pairs.sources, range, in: pass.workspace)
    let fed = PaddedSentences(
      pairs.targets, range, startingWith: Int32(SpecialToken.start.rawValue), in: pass.workspace)
    let labels = PaddedSentences(pairs.targets, range, in: pass.workspace)
    let encoded = encoder.forward(source, pass)
    let decoded = decoder.forward(fed, after: encoded, of: encoder.stack, pass)
    return (encoded, decoded, labels)
  }
}

extension TranslationModel: TrainableModel {
  /// Teacher forcing: the decoder is fed the target's own tokens and learns to predict each next one,
  /// `</s>` last.
  package func learn(from batch: SentencePairs, samples: Range<Int>, _ pass: Pass) -> Loss {
    let workspace = pass.workspace
    let mark = workspace.mark
    let (source, target, labels) = teacherForced(batch, samples, pass)
    let dy = workspace.matrix(rows: target.y.rows, columns: options.units)
    let loss = output.learn(target.y, targets: labels, dy: dy, pass)

    let dSource = encoder.stack.gradients(for: source.stack, in: workspace)
    decoder.backward(target, dy: dy, into: dSource, of: encoder.stack, pass)
    encoder.backward(source, dSource, pass)
    workspace.release(to: mark)
    return loss
  }
}

/// Sentences and their translations, both with `</s>` at their ends.
package struct SentencePairs: SampleBatch {
  package var sources: IDSequences
  package var targets: IDSequences

  package init(sources: IDSequences, targets: IDSequences) {
    precondition(sources.count == targets.count, "a target for every source")
    (self.sources, self.targets) = (sources, targets)
  }

  package var count: Int { sources.count }
}
