import Files

/// Writes pairs to two files or a table, each line byte for byte as it was read, with its byte
/// order mark, carriage return and line feed.
public struct ParallelOutput {
  public let files: CorpusFiles
  private var source: BufferedOutput  // or the table
  private var target: BufferedOutput?

  public init(_ files: CorpusFiles) throws(FileError) {
    self.files = files
    source = try BufferedOutput(path: files.path(of: .source))
    if case .sides(_, let path) = files { target = try BufferedOutput(path: path) }
  }

  /// Throws `FileError`, and `CorpusError.tabInText` where the pair does not fit into a table;
  /// `corpus` is where the pair comes from.
  public mutating func write(_ pair: LinePair, of corpus: CorpusFiles) throws {
    try source.writeStart(of: pair.source)
    try source.write(pair.source.text.span)
    if target == nil { return try writeCell(pair, of: corpus) }
    try source.writeEnd(of: pair.source)
    try target?.writeStart(of: pair.target)
    try target?.write(pair.target.text.span)
    try target?.writeEnd(of: pair.target)
  }

  /// Puts the files in their places, neither before all of both is written. Nothing is written after
  /// this.
  public mutating func commit() throws(FileError) {
    try source.flush()
    try target?.flush()
    try source.commit()
    try target?.commit()
  }

  private mutating func writeCell(_ pair: LinePair, of corpus: CorpusFiles) throws {
    let tab = UInt8(ascii: "\t")
    for side in CorpusSide.allCases where pair[side].text.span.firstIndex(of: tab, from: 0) != nil {
      throw CorpusError.tabInText(path: corpus.path(of: side), line: pair.number)
    }
    try source.write(tab)
    try source.write(pair.target.text.span)
    try source.writeEnd(of: pair.target)
  }
}
