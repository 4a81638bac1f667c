import Files

extension Translator {
  /// Translates a text of any length in the memory of a part of it: blocks of lines are read, and
  /// what becomes of them is written in time, in their order.
  ///
  /// - Parameters:
  ///   - linesAtOnce: how many lines are gathered before they are translated, so that there are some
  ///     of equal lengths among them; nil where each block is translated as it comes.
  ///   - repairing: whether what is not UTF-8 is replaced by U+FFFD; else it is an error, after the
  ///     lines that were written before.
  package func translate(
    _ nextBlock: () throws -> LineBlock?, linesAtOnce: Int?, repairing: Bool,
    _ write: ([SourceLine], [Translation]) throws -> Void
  ) throws {
    var waiting: [SourceLine] = []
    while let block = try nextBlock() {
      waiting += try block.sourceLines(repairing: repairing)
      let count = linesAtOnce ?? waiting.count
      var start = 0
      while waiting.count - start >= max(count, 1) {
        let part = Array(waiting[start..<start + count])
        try write(part, translate(part))
        start += count
      }
      waiting.removeSubrange(..<start)
    }
    if !waiting.isEmpty { try write(waiting, translate(waiting)) }
  }
}
