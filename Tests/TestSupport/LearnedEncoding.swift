import TextProcessing

extension TextEncoding {
  /// An encoding that covers the lines: merges learned from them, where a number is given, and a
  /// vocabulary of all tokens. With dropout, of those that this seed makes of the lines' numbers.
  public static func learned(
    from lines: [String], _ options: TokenizerOptions = TokenizerOptions(), merges: Int? = nil,
    dropout: Double = 0, seed: UInt64 = 1
  ) throws -> TextEncoding {
    let words = try Segmentation(options).makeWordWriter()
    let learned = try merges.map {
      BytePairMerges(learnedFrom: try tokenCounts(of: lines, by: words), limit: $0)
    }
    let segmentation = try Segmentation(options, merges: learned)
    let writer = try segmentation.makeWriter(dropout: dropout, seed: seed)
    let vocabulary = try Vocabulary(counts: tokenCounts(of: lines, by: writer))
    return TextEncoding(segmentation, vocabulary: vocabulary)
  }

  private static func tokenCounts(
    of lines: [String], by writer: TokenWriter
  ) throws -> TokenCounts {
    var writer = writer
    var counts = TokenCounts()
    for (index, line) in lines.enumerated() {
      var tokens: [UInt8] = []
      try writer.append(Array(line.utf8).span, number: index + 1, to: &tokens)
      for token in tokens.split(separator: UInt8(ascii: " ")) { counts.add(Array(token).span) }
    }
    return counts
  }
}
