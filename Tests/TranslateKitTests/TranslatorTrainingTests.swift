import Foundation
import TestSupport
import Testing
import TranslateKit

@Suite struct TranslatorTrainingTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let corpus = TrainedModel.corpus.path
    _ = try TrainedModel.shell(
      """
      for language in en fr; do
        head -n 400 '\(corpus)/train.'$language > train.$language
        head -n 20 '\(corpus)/valid.'$language > valid.$language
      done
      """, in: folder)
  }

  private func file(_ name: String) -> URL { folder.url.appendingPathComponent(name) }

  private var training: TranslatorTraining {
    var training = TranslatorTraining(
      corpus: .init(source: file("train.en"), target: file("train.fr")), output: file("model"))
    training.validation = .init(source: file("valid.en"), target: file("valid.fr"))
    (training.units, training.merges, training.batchSize) = (16, 200, 16)
    (training.updates, training.seed) = (12, 7)
    return training
  }

  /// The same bytes, so also the same defaults.
  @Test func `trains what the command line trains`() throws {
    var (updates, fractions): ([Int], [Double]) = ([], [])
    var bleu: Double?
    let model = try training.run {
      updates.append($0.update)
      fractions.append($0.fraction ?? -1)
      bleu = $0.bleu
    }
    #expect(Set(updates) == Set(1...12) && updates == updates.sorted())
    #expect(fractions == fractions.sorted() && fractions.last == 1)
    #expect(bleu != nil)
    let result = try TrainedModel.shell(
      """
      translate train --train-source train.en --train-target train.fr --valid-source valid.en \
        --valid-target valid.fr --dim-rnn 16 --bpe-merges 200 --mini-batch 16 --after-batches 12 \
        --seed 7 --output command --quiet && cmp command/model.safetensors \(model.path)
      sed 's/^output:.*/output: again/' model/config.yaml > config.yaml
      translate train --config config.yaml --quiet && cmp again/model.safetensors \(model.path)
      """, in: folder)
    #expect(result.status == 0, "\(result.text)\(result.standardError)")
  }

  @Test func `replaces an earlier training only where it is told to`() throws {
    var training = training
    training.updates = 2
    try training.run()
    let error = #expect(throws: TranslationError.self) { try training.run() }
    #expect(error?.kind == .invalidOptions)
    training.overwrite = true
    try training.run { _ in
      let error = #expect(throws: TranslationError.self) { try training.run() }
      #expect(error?.description.contains("in use by another training: process ") == true)
    }
  }

  /// An option out of its range ends nothing but the call, and replaces no earlier model.
  @Test func `refuses options out of their range before it touches a file`() throws {
    try training.run()
    let before = try Data(contentsOf: file("model/model.safetensors"))
    let changes: [(inout TranslatorTraining) -> Void] = [
      { $0.updates = 0 }, { $0.updates = -1 }, { $0.epochs = 0 }, { $0.threads = 0 },
      { $0.threads = 100_000 }, { $0.merges = -1 }, { $0.units = 17 }, { $0.batchSize = 0 },
      { ($0.validation, $0.updates) = (nil, nil) },
    ]
    for change in changes {
      var training = training
      training.overwrite = true
      change(&training)
      let error = #expect(throws: TranslationError.self) { try training.run() }
      #expect(error?.kind == .invalidOptions)
    }
    #expect(try Data(contentsOf: file("model/model.safetensors")) == before)
    var options = Translator.Options()
    options.threads = 100_000
    let error = #expect(throws: TranslationError.self) {
      try Translator(contentsOf: file("model/model.safetensors"), options: options)
    }
    #expect(error?.kind == .invalidOptions)
  }

  @Test func `says what is wrong as the command line does`() throws {
    var training = training
    training.corpus.target = file("none.fr")
    let error = #expect(throws: TranslationError.self) { try training.run() }
    #expect(error?.description == "there is no file `\(file("none.fr").path)`")
    #expect(error?.kind == .unreadable)
  }
}
