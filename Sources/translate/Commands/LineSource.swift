import CommandLineInterface
import Files
import Glibc

/// Where the lines come from that `translate run` translates.
struct LineSource {
  let next: () throws -> LineBlock?
  /// In bytes, where that is known.
  var size: Int?
  /// Whether lines are few, or are waited for: each is translated as it comes.
  let isShort: Bool

  init(sentences: ArraySlice<String>, _ arguments: Arguments) throws {
    let path = arguments[Run.inputFile]
    isShort =
      !sentences.isEmpty || arguments[Run.interactive] || path == "-" && isatty(STDIN_FILENO) == 1
    guard isShort else {
      let reader = try LineReader(path: path)
      (next, size) = (reader.nextBlock, reader.size)
      return
    }
    if sentences.isEmpty {
      next = ArrivingLines().nextBlock
    } else {
      let text = sentences.map { $0 + "\n" }.joined()
      var block: LineBlock? = LineBlock(path: "the command line", bytes: Array(text.utf8))
      next = {
        defer { block = nil }
        return block
      }
    }
  }
}
