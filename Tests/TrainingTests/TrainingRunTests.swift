import Decoding
import Files
import Glibc
import RecurrentModels
import TestSupport
import Testing
import TextProcessing

@testable import Training

/// Trainings from text files to a folder, without the command line.
@Suite struct TrainingRunTests {
  private let corpus = try! SampleCorpus(count: 50, longest: 5)

  private func run(seed: String = "1") -> TrainingRun {
    var preparation = CorpusPreparation(corpus.files)
    preparation.merges = .joint(.learned(count: 10))
    var options = TrainingOptions()
    options.batches = BatchOptions(miniBatch: 8, maxiBatch: 3)
    options.lastUpdate = 3
    return TrainingRun(
      folder: TrainingFolder(path: corpus.folder.path("m/n")), corpus: preparation,
      validation: corpus.files,
      model: { corpus in
        var model = TranslationOptions(
          sourceVocabulary: corpus.source.vocabulary.count,
          targetVocabulary: corpus.target.vocabulary.count)
        (model.embeddingWidth, model.units) = (6, 8)
        return model
      }, options: options, settings: [.init("seed", [seed])], configuration: "seed: \(seed)\n")
  }

  private var names: [String] {
    get throws { try TemporaryFolder.names(in: corpus.folder.path("m/n")) }
  }

  @Test func `leaves a model that can be loaded`() throws {
    var stages: [CorpusPreparation.Stage] = []
    let training = run()
    let outcome = try training.run(report: { event in
      if case .preparing(let stage) = event { stages.append(stage) }
      if case .prepared(_, let validation) = event {
        #expect(validation?.source.unknown == 0 && validation?.target.unknown == 0)
      }
    })
    #expect(outcome == TrainingOutcome(end: .completed, update: 3, bestUpdate: 3))
    #expect(
      stages == [.indexing, .checking, .countingWords, .learningMerges, .countingTokens])
    #expect(
      try names == [
        "checkpoint.safetensors", "config.yaml", "drops.tsv", "log.jsonl", "model.safetensors",
      ])
    #expect(try corpus.folder.text("m/n/config.yaml") == "seed: 1\n")
    let log = try corpus.folder.text("m/n/log.jsonl").split(separator: "\n")
    let prepared =
      /{"event":"prepared","left_out":0,"source_vocabulary":\d+,"target_vocabulary":\d+,"overlap":{"source":50,"target":50,"pair":50}}/
    let started = /{"event":"started","pairs":50,"parameters":\d+,"update":0}/
    #expect(log[0].wholeMatch(of: prepared) != nil, "\(log[0])")
    #expect(log[1].wholeMatch(of: started) != nil, "\(log[1])")
    #expect(log.last == #"{"event":"ended","how":"completed","update":3}"#)

    let loaded = try LoadedModel(path: training.folder.model, threads: 2)
    let lines = ["", corpus.pairs[0].source].map { SourceLine(Array($0.utf8)) }
    let translations = try loaded.translator().translate(lines)
    #expect(translations.count == 2 && translations[0].status == .empty)
    #expect(loaded.tokenizerDifference == nil && !loaded.precision.isReplaced)
  }

  @Test func `a training is neither overwritten nor resumed as another`() throws {
    _ = try run().run(report: { _ in })
    let (folder, path) = (run().folder.path, run().folder.checkpoint)
    #expect(throws: TrainingError.alreadyTrained(folder: folder)) {
      try run().run(report: { _ in })
    }
    var other = run(seed: "2")
    other.isResumed = true
    #expect(
      throws: TrainingSettingsError.otherValue(
        option: "seed", now: ["2"], before: ["1"], checkpoint: path)
    ) { try other.run(report: { _ in }) }
    var same = run()
    (same.isResumed, same.options.lastUpdate) = (true, 5)
    #expect(try same.run(report: { _ in }).update == 5)
    try corpus.folder.write("corpus.fr", corpus.folder.text("corpus.fr") + " \n")
    #expect(
      throws: TrainingSettingsError.otherFile(option: "train-target", checkpoint: path)
    ) { try same.run(report: { _ in }) }
  }

  @Test func `one training at a time uses a folder`() throws {
    let error = TrainingError.folderInUse(folder: run().folder.path, process: getpid())
    var refusals = 0
    _ = try run().run(report: { _ in
      var other = run()
      other.overwrites = true
      #expect(throws: error) { try other.run(report: { _ in }) }
      #expect(throws: error) { try other.folder.requireUnused() }
      refusals += 1
    })
    #expect(refusals > 3)
    try run().folder.requireUnused()
  }

  @Test func `a new training replaces an earlier one only where it is told to`() throws {
    _ = try run().run(report: { _ in })
    var other = run(seed: "2")
    other.overwrites = true
    _ = try other.run(report: { event in
      let names = try names
      if case .preparing = event { #expect(names.contains("checkpoint.safetensors")) }
      if case .started = event { #expect(names == ["config.yaml", "drops.tsv", "log.jsonl"]) }
    })
    #expect(try corpus.folder.text("m/n/config.yaml") == "seed: 2\n")
  }

  @Test func `a resumed training leaves a config.yaml with comments as it is`() throws {
    _ = try run().run(report: { _ in })
    try corpus.folder.write("m/n/config.yaml", "# mine\nseed: 1\n")
    var more = run()
    (more.isResumed, more.options.lastUpdate) = (true, 4)
    _ = try more.run(report: { _ in })
    #expect(try corpus.folder.text("m/n/config.yaml") == "# mine\nseed: 1\n")
  }

  @Test(arguments: [
    ("seed: 1\noutput: m\n", true),
    ("a-list:\n  - one\n  - \"two # \\\" three\"\nnone: []\n", true),
    ("path: a#b\n", true), ("path: \"a # b\"\n", true), ("", true),
    ("# mine\nseed: 1\n", false), ("seed: 1  # mine\n", false), ("seed: \"1\" # mine\n", false),
    ("seed: 1\n\noutput: m\n", false), ("seed:    1 # mine\n", false), ("{seed: 1}\n", false),
  ])
  func `options without comments are a training's own`(text: String, isOwn: Bool) throws {
    let folder = TrainingFolder(path: corpus.folder.url.path)
    #expect(!folder.hasOwnConfiguration)
    try corpus.folder.write("config.yaml", text)
    #expect(folder.hasOwnConfiguration == isOwn)
  }

  @Test func `settings that do not change the result may change`() throws {
    func settings(_ length: String?, seed: String = "1") throws -> TrainingSettings {
      let lengths = length.map { [TrainingSettings.Setting("after-epochs", [$0])] } ?? []
      return try TrainingSettings([.init("seed", [seed])] + lengths, corpus: corpus.files)
    }
    let recorded = try settings("2").json
    for length in [nil, "3"] {
      try settings(length).requireSame(as: recorded, except: ["after-epochs"], path: "c")
      #expect(
        throws: TrainingSettingsError.otherValue(
          option: "after-epochs", now: length.map { [$0] } ?? [], before: ["2"], checkpoint: "c")
      ) { try settings(length).requireSame(as: recorded, path: "c") }
    }
    #expect(
      throws: TrainingSettingsError.otherValue(
        option: "seed", now: ["2"], before: ["1"], checkpoint: "c")
    ) { try settings("2", seed: "2").requireSame(as: recorded, path: "c") }
    #expect(
      throws: TrainingSettingsError.otherFile(option: "valid-source", checkpoint: "c")
    ) {
      try TrainingSettings([.init("seed", ["1"])], corpus: corpus.files, validation: corpus.files)
        .requireSame(as: settings(nil).json, path: "c")
    }
  }

  /// Checkpoints of earlier versions record a forget bias only where one was given.
  @Test(arguments: [
    (#"{"cell":["lstm"],"files":{}}"#, ["random"]),
    (#"{"cell":["lstm"],"forget-bias":["chrono"],"files":{}}"#, ["chrono"]),
  ])
  func `a checkpoint without a forget bias began with a random one`(
    json: String, values: [String]
  ) throws {
    let settings = TrainingSettings.recorded(in: try JSON(parsing: json.utf8))
    #expect(settings == [.init("cell", ["lstm"]), .init("forget-bias", values)])
  }

  @Test func `a refused corpus leaves no folder`() throws {
    var training = run()
    training.validation = .sides(
      source: try corpus.folder.write("none", ""), target: corpus.files.path(of: .target))
    #expect(
      throws: CorpusPreparationError.emptyValidation(path: corpus.folder.path("none"))
    ) { try training.run(report: { _ in }) }
    #expect(try !corpus.folder.names.contains("m"))
  }

  /// What a killed program left behind the last line feed is cut off.
  @Test func `the log of a resumed training goes on after the last whole line`() throws {
    let path = try corpus.folder.write("log", "{\"event\":\"update\"}\n{\"event\":\"upd")
    let log = try TrainingLog(path: path, appends: true, interval: 2)
    for update in 1...2 {
      var facts = UpdateFacts(epoch: 1, update: update)
      facts.targetWords = 1
      try log.write(.updated(facts, EpochFacts(1)))
    }
    try log.write(.saved(path: "m", update: 2))
    let lines = try corpus.folder.text("log").split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == #"{"event":"update"}"#)
    #expect(lines[1].hasPrefix(#"{"event":"update","epoch":1,"update":2,"loss":0"#))
    #expect(lines[2] == #"{"event":"saved","path":"m","update":2}"#)
  }

  @Test func `a log that cannot be written is an error`() throws {
    let log = try TrainingLog(path: "/dev/full", appends: false, interval: 1)
    #expect(throws: FileError.self) { try log.write(.saved(path: "m", update: 2)) }
  }
}
