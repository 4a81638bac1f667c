import Kernels
import TextProcessing

/// An encoder-decoder: an encoder reads the source sentence, and a decoder, whose layers begin with
/// the states that the encoder's ended with, writes the target a word at a time, with attention to the
/// encoder's outputs or without.
package struct TranslationModel: Sendable {
  package let options: TranslationOptions
  package let layout: ParameterLayout
  let encoder: Encoder
  let decoder: Decoder
  let prediction: WordPrediction

  /// The tensors of model-file.md, in its order.
  package init(_ options: TranslationOptions) {
    let width = options.embeddingWidth
    var layout = ParameterLayout()
    let shared =
      options.tiesEmbeddings
      ? layout.addEmbedding("embedding", vocabulary: options.targetVocabulary, dimension: width)
      : nil
    func embedding(_ name: String, _ vocabulary: Int) -> Embedding {
      Embedding(
        shared ?? layout.addEmbedding(name, vocabulary: vocabulary, dimension: width), padding: nil)
    }
    encoder = Encoder(
      options, embedding: embedding("encoder.embedding", options.sourceVocabulary), in: &layout)
    decoder = Decoder(
      options, embedding: embedding("decoder.embedding", options.targetVocabulary), in: &layout)
    let projection =
      if let shared {
        Projection(
          weight: shared, bias: layout.add("output.bias", [options.targetVocabulary]))
      } else {
        Projection(
          "output", inputs: options.units, outputs: options.targetVocabulary, in: &layout)
      }
    prediction = WordPrediction(options, projection: projection)
    self.options = options
    self.layout = layout
  }

  /// The weights that go into products, but for some biases: not tables that words are looked up in
  /// and nothing else.
  package var multipliedCount: Int {
    let tables = [encoder.embedding, decoder.embedding].map { $0.vocabulary * $0.width }
    return layout.parameterCount - (options.tiesEmbeddings ? 0 : tables.reduce(0, +))
  }

  /// What training begins with.
  package func initialize(_ weights: ParameterValues, seed: UInt64) {
    let initialization = Initialization(weights, seed: seed)
    // A table that is the output's too must not begin with logits of tens.
    let deviation = options.tiesEmbeddings ? 1 / Float(options.embeddingWidth).squareRoot() : 1
    for embedding in [encoder.embedding, decoder.embedding] {
      embedding.initialize(initialization, deviation: deviation)
    }
    encoder.stack.initialize(initialization, forgetBias: options.forgetBias)
    decoder.initialize(initialization, forgetBias: options.forgetBias)
    if options.tiesEmbeddings {
      prediction.projection.bias.map { initialization.constant($0, 0) }
    } else {
      prediction.projection.initialize(initialization)
    }
  }

  package struct Packed: Sendable {
    let encoder: RecurrentStack.Packed
    let decoder: Decoder.Packed
    let output: Projection.Packed
  }

  package func pack(in packing: inout Packing) throws(MatrixProductError) -> Packed {
    Packed(
      encoder: try RecurrentStack.Packed(encoder.stack, in: &packing),
      decoder: try Decoder.Packed(decoder, in: &packing),
      output: try Projection.Packed(prediction.projection, in: &packing))
  }
}

/// Sentences and what they are in the other language, both with `</s>` at their ends.
package struct SentencePairs: SampleBatch {
  package var sources: IDSequences
  package var targets: IDSequences

  package init(sources: IDSequences, targets: IDSequences) {
    precondition(sources.count == targets.count, "a target for every source")
    (self.sources, self.targets) = (sources, targets)
  }

  package var count: Int { sources.count }
}

// MARK: Learning with teacher forcing

extension TranslationModel: TrainableModel {
  /// The decoder is fed the target's own words, `<s>` first, and learns to say each next one, `</s>`
  /// last.
  package func learn(
    from batch: SentencePairs, samples: Range<Int>, _ pass: LearningPass<Packed>,
    in workspace: inout Workspace
  ) -> Loss {
    let mark = workspace.mark
    let (weights, packed) = (pass.weights, pass.packed)
    let source = PaddedSentences(batch.sources, samples, in: &workspace)
    let fed = PaddedSentences(
      batch.targets, samples, startingWith: startOfSentence, in: &workspace)
    let targets = PaddedSentences(batch.targets, samples, in: &workspace)

    let read = encoder.forward(
      source, chance: pass.chance, weights, packed.encoder, in: &workspace)
    let written = decoder.forward(
      fed, after: read.stack, of: encoder.stack, chance: pass.chance, weights, packed.decoder,
      in: &workspace)
    let dy = workspace.matrix(rows: written.y.rows, columns: options.units)
    let loss = prediction.learn(
      written.y, targets: targets, dy: dy, pass.with(packed.output), in: &workspace)

    let dRead = encoder.stack.gradients(for: read.stack, in: &workspace)
    decoder.backward(
      written, dy: dy, into: dRead, of: read.stack, encoder.stack, pass.with(packed.decoder),
      in: &workspace)
    encoder.backward(read, dRead, pass.with(packed.encoder), in: &workspace)
    workspace.release(to: mark)
    return loss
  }
}
