// Shows the tokens of a file's first line, and scores the file against a reference by BLEU and chrF:
// swift run TokenizeAndScore FILE REFERENCE
import Evaluation
import Foundation
import TextProcessing

guard CommandLine.arguments.count == 3,
  let file = lines(of: CommandLine.arguments[1]),
  let reference = lines(of: CommandLine.arguments[2])
else { fail("usage: TokenizeAndScore FILE REFERENCE") }
guard file.count == reference.count, let first = file.first else {
  fail("the files have \(file.count) and \(reference.count) lines")
}

let tokenizer = try Tokenizer()
for token in try tokenizer.tokens(of: String(decoding: first, as: UTF8.self)) {
  print(token.text, token.range)
}
show(try BLEU(references: [reference]))
show(try ChrF(references: [reference]))

/// The lines of a file, which end at the line feed alone; nil where it cannot be read.
func lines(of path: String) -> [[UInt8]]? {
  guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
  let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map([UInt8].init)
  return lines.last == [] ? Array(lines.dropLast()) : lines
}

func show(_ metric: some Metric) {
  print("\(metric.name)|\(metric.signature) = \(metric.score(file).value)")
}

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("\(message)\n".utf8))
  exit(1)
}
