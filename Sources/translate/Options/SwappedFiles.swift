import CommandLineInterface
import Files
import Messages
import TextProcessing

/// Reads a vocabulary or merges. Where the file is something else and `other` is what it should be, the
/// two names were swapped, and `command` is the command as it was meant.
func contents<Contents>(
  of path: String, expecting kind: TextFileKind, orSwappedWith other: String?,
  meant command: String,
  _ read: (String) throws -> Contents
) throws -> Contents {
  do {
    return try read(path)
  } catch  where error is BytePairError || error is VocabularyError {
    guard let other, TextFileKind(ofFile: path) != kind, TextFileKind(ofFile: other) == kind else {
      throw error
    }
    throw Diagnostic(
      .usage, "\(input(path)) is not \(kind.inWords), but \(input(other)) is",
      advice: "Swap them: \(command)")
  }
}

extension TextFileKind {
  /// By the file's first line; nil where it is another kind, or cannot be read again.
  fileprivate init?(ofFile path: String) {
    guard (try? checkReadable(path, rereadable: true)) != nil,
      var lines = try? LineStream(path: path), let line = try? lines.next()
    else { return nil }
    self.init(firstLine: text(line.text))
  }
}
