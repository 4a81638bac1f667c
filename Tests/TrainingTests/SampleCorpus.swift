import Corpora
import Files
import TestSupport
import TextProcessing

@testable import Training

/// A corpus of made-up pairs in real files.
struct SampleCorpus {
  let folder: TemporaryFolder
  let pairs: [(source: String, target: String)]
  let files: CorpusFiles

  init(_ pairs: [(String, String)]) throws {
    folder = try TemporaryFolder()
    self.pairs = pairs
    files = .sides(
      source: try folder.write("corpus.en", pairs.map { $0.0 + "\n" }.joined()),
      target: try folder.write("corpus.fr", pairs.map { $0.1 + "\n" }.joined()))
  }

  /// Pairs of up to so many words of a few letters.
  init(count: Int, longest: Int = 12, seed: UInt64 = 1) throws {
    var generator = SplitMix64(seed: seed)
    func below(_ bound: Int) -> Int { Int(generator.next(below: UInt64(bound))) }
    func word() -> String { String((0...below(5)).map { _ in Array("abcé")[below(4)] }) }
    func sentence() -> String { (0...below(longest)).map { _ in word() }.joined(separator: " ") }
    try self.init((0..<count).map { _ in (sentence(), sentence()) })
  }

  /// Whole, or without some of the pairs; ids are those of words, or of pieces.
  func training(merges: Int? = nil, leavingOut leftOut: [Int] = []) throws -> TrainingCorpus {
    let options = TokenizerOptions(kind: .space)
    // One vocabulary for both, so that dropout leaves no piece unknown.
    let lines = pairs.flatMap { [$0.source, $0.target] }
    let encoding = try TextEncoding.learned(from: lines, options, merges: merges)
    var encoder = try encoding.makeEncoder()
    var lengths = PairLengths()
    for (index, pair) in pairs.enumerated() where !leftOut.contains(index + 1) {
      let ids = try [pair.source, pair.target].map { try encoder.ids(of: $0) }
      lengths.add(source: ids[0].count, target: ids[1].count)
    }
    return TrainingCorpus(
      pairs: UsablePairs(try PairIndex(files), leavingOut: leftOut), source: encoding,
      target: encoding, lengths: lengths)
  }
}

extension SentenceEncoder {
  mutating func ids(of line: String) throws -> [Int32] {
    var ids: [Int32] = []
    try append(Array(line.utf8).span, to: &ids)
    return ids
  }
}

extension BatchOptions {
  init(
    miniBatch: Int, words: Int? = nil, maxiBatch: Int = 100, dropout: Double = 0, seed: UInt64 = 1
  ) {
    self.init()
    self.miniBatch = miniBatch
    miniBatchWords = words
    self.maxiBatch = maxiBatch
    bytePairDropout = dropout
    self.seed = seed
  }
}

extension TemporaryFolder {
  /// The preparation of a corpus of two small files.
  func preparation(
    _ source: String, _ target: String, _ kind: TokenizerKind = .space
  ) throws -> CorpusPreparation {
    var preparation = CorpusPreparation(
      .sides(source: try write("c.en", source), target: try write("c.fr", target)))
    preparation.sourceTokenizer = TokenizerOptions(kind: kind)
    preparation.targetTokenizer = TokenizerOptions(kind: kind)
    return preparation
  }
}

/// The tokens of an encoding's vocabulary, the special ones left out.
func words(of encoding: TextEncoding) -> [String] {
  (4..<encoding.vocabulary.count).map { String(decoding: encoding.vocabulary[$0], as: UTF8.self) }
}
