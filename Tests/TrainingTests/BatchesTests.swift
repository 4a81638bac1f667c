import Corpora
import Files
import TestSupport
import Testing
import TextProcessing

@testable import Training

@Suite struct BatchesTests {
  /// The batches of so many epochs, each with the position that it had.
  private func run(
    _ corpus: TrainingCorpus, _ options: BatchOptions, epochs: Int = 1, threads: Int = 1,
    from start: BatchPosition = BatchPosition()
  ) throws -> [(position: BatchPosition, batch: PairBatch)] {
    var batches = try Batches(corpus, options, threads: threads, from: start)
    var found: [(BatchPosition, PairBatch)] = []
    while batches.position.epoch <= epochs {
      found.append((batches.position, try batches.next()))
    }
    return found
  }

  static let options = [
    BatchOptions(miniBatch: 7, maxiBatch: 3),
    BatchOptions(miniBatch: 7, words: 50, maxiBatch: 5),
    BatchOptions(miniBatch: 64),
    BatchOptions(miniBatch: 1, maxiBatch: 1),
    BatchOptions(miniBatch: 5, maxiBatch: 4, dropout: 0.3),
  ]

  @Test(arguments: options) func `an epoch has every pair once, with its ids`(
    _ options: BatchOptions
  ) throws {
    let sample = try SampleCorpus(count: 200)
    let corpus = try sample.training(merges: 20, leavingOut: [1, 17, 18, 200])
    var encoder = try corpus.source.makeEncoder()
    for epoch in 1...2 {
      let batches = try run(corpus, options, epochs: 2).filter { $0.position.epoch == epoch }
      let lines = batches.flatMap(\.batch.lines)
      #expect(lines.sorted() == (1...200).filter { ![1, 17, 18, 200].contains($0) })
      for batch in batches.map(\.batch) where options.bytePairDropout == 0 {
        for (index, line) in batch.lines.enumerated() {
          let pair = sample.pairs[line - 1]
          #expect(try Array(batch.source[index]) == encoder.ids(of: pair.source))
          #expect(try Array(batch.target[index]) == encoder.ids(of: pair.target))
        }
      }
    }
  }

  @Test(arguments: options) func `any number of threads makes the same batches`(
    _ options: BatchOptions
  ) throws {
    let corpus = try SampleCorpus(count: 150).training(merges: 20)
    let expected = try run(corpus, options, epochs: 2)
    for threads in [2, 3, 8] {
      let found = try run(corpus, options, epochs: 2, threads: threads)
      #expect(found.map(\.position) == expected.map(\.position), "\(threads) threads")
      #expect(found.map(\.batch) == expected.map(\.batch), "\(threads) threads")
    }
  }

  @Test(arguments: options) func `goes on from any position`(_ options: BatchOptions) throws {
    let corpus = try SampleCorpus(count: 90).training(merges: 20)
    let all = try run(corpus, options, epochs: 2)
    for (index, place) in all.enumerated() where index % 7 == 0 || place.position.batch == 0 {
      let rest = try run(corpus, options, epochs: 2, from: place.position)
      #expect(rest.map(\.position) == all[index...].map(\.position))
      #expect(rest.map(\.batch) == all[index...].map(\.batch))
    }
  }

  @Test func `epochs and seeds have orders of their own`() throws {
    let corpus = try SampleCorpus(count: 100).training()
    let lines = try (1...2).map { seed in
      try run(corpus, BatchOptions(miniBatch: 10, maxiBatch: 2, seed: UInt64(seed)), epochs: 2)
    }
    let first = lines[0].filter { $0.position.epoch == 1 }.map(\.batch.lines)
    #expect(first != lines[0].filter { $0.position.epoch == 2 }.map(\.batch.lines))
    #expect(first != lines[1].filter { $0.position.epoch == 1 }.map(\.batch.lines))
  }

  @Test func `batches hold sentences of like length, in an order drawn by lot`() throws {
    let corpus = try SampleCorpus(count: 300).training()
    let batches = try run(corpus, BatchOptions(miniBatch: 10)).map(\.batch)
    let longest = batches.map { $0.target.longest }
    #expect(batches.map(\.count) == Array(repeating: 10, count: 30))
    #expect(longest != longest.sorted())
    let inOrder = batches.sorted { $0.target.ids.count < $1.target.ids.count }
    for (shorter, longer) in zip(inOrder, inOrder.dropFirst()) {
      #expect(shorter.target.longest <= (0..<10).map { longer.target.length(of: $0) }.min() ?? 0)
    }
  }

  @Test(arguments: [1, 13, 14, 40, 1_000])
  func `batches of words hold no more, but for one long sentence`(words: Int) throws {
    let corpus = try SampleCorpus(count: 120).training()
    for (_, batch) in try run(corpus, BatchOptions(miniBatch: 9, words: words, maxiBatch: 10)) {
      #expect(batch.count == 1 || batch.paddedTargetWords <= words)
      #expect(batch.targetWords == (0..<batch.count).reduce(0) { $0 + batch.target[$1].count })
    }
  }

  @Test func `dropout changes with the epoch and makes nothing longer than the corpus`() throws {
    let corpus = try SampleCorpus(count: 80, longest: 4).training(merges: 60)
    let options = BatchOptions(miniBatch: 80, dropout: 0.5)
    let batches = try run(corpus, options, epochs: 3).map(\.batch)
    func sentences(_ batch: PairBatch) -> [Int: [Int32]] {
      Dictionary(
        uniqueKeysWithValues: batch.lines.enumerated().map { ($1, Array(batch.target[$0])) })
    }
    #expect(sentences(batches[0]) != sentences(batches[1]))
    #expect(sentences(batches[1]) != sentences(batches[2]))
    #expect(try run(corpus, options, epochs: 3).map(\.batch) == batches)
    #expect(batches.map { $0.target.longest }.max() == corpus.lengths.longestTarget)
    let decoder = corpus.target.makeDecoder()
    let plain = try run(corpus, BatchOptions(miniBatch: 80))[0].batch
    for (line, ids) in sentences(plain) where !ids.contains(1) {
      let dropped = sentences(batches[0])[line] ?? []
      #expect(dropped.contains(1) || decoder.text(of: dropped) == decoder.text(of: ids))
    }
  }

  static let impossible: [(position: BatchPosition, error: BatchPositionError)] = [
    (
      BatchPosition(epoch: 0), .noSuchEpoch(BatchPosition(epoch: 0))
    ),
    (
      BatchPosition(maxiBatch: 5), .noSuchMaxiBatch(BatchPosition(maxiBatch: 5), count: 5)
    ),
    (
      BatchPosition(maxiBatch: -1), .noSuchMaxiBatch(BatchPosition(maxiBatch: -1), count: 5)
    ),
    (
      BatchPosition(maxiBatch: 4, batch: 2),
      .noSuchBatch(BatchPosition(maxiBatch: 4, batch: 2), count: 2)
    ),
  ]

  @Test(arguments: impossible) func `refuses a position of another corpus`(
    _ position: BatchPosition, _ error: BatchPositionError
  ) throws {
    let corpus = try SampleCorpus(count: 90).training()
    #expect(throws: error) {
      var batches = try Batches(
        corpus, BatchOptions(miniBatch: 5, maxiBatch: 4), from: position)
      _ = try batches.next()
    }
  }

  @Test func `stops where a file was written to`() throws {
    let sample = try SampleCorpus(count: 90)
    var batches = try Batches(try sample.training(), BatchOptions(miniBatch: 90, maxiBatch: 1))
    _ = try batches.next()
    try sample.folder.write("corpus.fr", "x\n")
    #expect(throws: FileError.changed(path: sample.files.path(of: .target))) {
      try batches.next()
    }
  }

  @Test func `what is no longer UTF-8 is read all the same`() throws {
    let folder = try TemporaryFolder()
    let encoding = try TextEncoding.learned(from: ["a\u{FFFD}"], TokenizerOptions(kind: .space))
    let path = try folder.write("c.tsv", [0x61, 0xFF, 0x09, 0x61, 0x0A])
    var lengths = PairLengths()
    lengths.add(source: 2, target: 2)
    let corpus = TrainingCorpus(
      pairs: UsablePairs(try PairIndex(.table(path))), source: encoding, target: encoding,
      lengths: lengths)
    var batches = try Batches(corpus, BatchOptions())
    let batch = try batches.next()
    #expect(Array(batch.source[0]) == [4, 3] && Array(batch.target[0]) == [1, 3])
  }

  /// No batch that comes takes more than the one that is tried first.
  @Test(arguments: options + [BatchOptions(miniBatch: 50, words: 40, dropout: 0.5)])
  func `no batch is larger than the longest`(_ options: BatchOptions) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let corpus = try SampleCorpus(count: 60, seed: seed).training(merges: 30)
      let longest = try #require(corpus.lengths.longestBatch(options))
      let limit = longest.paddedSourceWords + longest.paddedTargetWords
      for (_, batch) in try run(corpus, options, epochs: 3) {
        #expect(batch.paddedSourceWords + batch.paddedTargetWords <= limit)
      }
    }
  }
}

extension PairBatch {
  fileprivate var paddedTargetWords: Int { count * target.longest }
  fileprivate var paddedSourceWords: Int { count * source.longest }
}
