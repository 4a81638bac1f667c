import Corpora
import Files
import TextProcessing

/// Counts the words that merges are learned from.
final class WordCounter: PairWorker {
  private let files: CorpusFiles
  private let policy: InvalidUTF8Policy
  private var source: SideCounter
  private var target: SideCounter

  init(
    _ source: Segmentation, _ target: Segmentation, ifInvalid policy: InvalidUTF8Policy,
    in files: CorpusFiles
  ) throws {
    self.files = files
    self.policy = policy
    self.source = SideCounter(try source.makeWordWriter())
    self.target = SideCounter(try target.makeWordWriter())
  }

  var sourceCounts: TokenCounts { source.counts }
  var targetCounts: TokenCounts { target.counts }

  func take(_ pair: inout PairText) throws -> PairDrop? {
    if let drop = try pair.fault(ifInvalid: policy, in: files) { return drop }
    _ = try source.write(pair.source.bytes)
    _ = try target.write(pair.target.bytes)
    // At the end of a line of merges it would be taken for part of the line's end.
    source.count(unlessHolding: UInt8(ascii: "\r"))
    target.count(unlessHolding: UInt8(ascii: "\r"))
    return nil
  }
}

/// Counts the tokens of the pairs that are of use, and measures these.
final class TokenCounter: PairWorker {
  private let files: CorpusFiles
  private let policy: InvalidUTF8Policy
  private let maxLength: Int
  private var source: SideCounter
  private var target: SideCounter
  private(set) var lengths = PairLengths()

  /// - Parameter maxLength: How many tokens a side may have, `</s>` not counted.
  init(
    _ source: Segmentation, _ target: Segmentation, maxLength: Int?,
    ifInvalid policy: InvalidUTF8Policy, in files: CorpusFiles
  ) throws {
    self.files = files
    self.policy = policy
    self.maxLength = maxLength ?? .max
    self.source = SideCounter(try source.makeWriter())
    self.target = SideCounter(try target.makeWriter())
  }

  var sourceCounts: TokenCounts { source.counts }
  var targetCounts: TokenCounts { target.counts }

  func take(_ pair: inout PairText) throws -> PairDrop? {
    if let drop = try pair.fault(ifInvalid: policy, in: files) { return drop }
    let sourceLength = try source.write(pair.source.bytes)
    let targetLength = try target.write(pair.target.bytes)
    if let reason = fault(sourceLength) {
      return PairDrop(number: pair.number, side: .source, reason: reason)
    }
    if let reason = fault(targetLength) {
      return PairDrop(number: pair.number, side: .target, reason: reason)
    }
    source.count()
    target.count()
    lengths.add(source: sourceLength + 1, target: targetLength + 1)  // with </s>
    return nil
  }

  private func fault(_ length: Int) -> PairDrop.Reason? {
    length == 0 ? .empty : length > maxLength ? .tooManyTokens(length) : nil
  }
}

/// Splits one side's text, and counts its tokens where that is wanted.
private struct SideCounter {
  private var writer: TokenWriter
  private var tokens: [UInt8] = []
  private(set) var counts = TokenCounts()

  init(_ writer: TokenWriter) { self.writer = writer }

  /// How many tokens the text has.
  mutating func write(_ text: [UInt8]) throws -> Int {
    tokens.removeAll(keepingCapacity: true)
    try writer.append(text.span, to: &tokens)
    var count = 0
    tokens.span.forEachToken { _ in count += 1 }
    return count
  }

  /// Counts the tokens of the text that was written last, but for those that hold a byte.
  mutating func count(unlessHolding byte: UInt8? = nil) {
    let tokens = tokens
    tokens.span.forEachToken { token in
      if let byte, token.firstIndex(of: byte, from: 0) != nil { return }
      counts.add(token)
    }
  }
}
