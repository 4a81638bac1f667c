// Prints the tokens of a file's first line, and the file's BLEU and chrF against a reference:
// swift run TokenizeAndScore FILE REFERENCE
import Evaluation
import Foundation
import TextProcessing

guard CommandLine.arguments.count == 3,
  let file = lines(of: CommandLine.arguments[1]),
  let reference = lines(of: CommandLine.arguments[2])
else { fail("usage: TokenizeAndScore FILE REFERENCE") }

do {
  for token in try Tokenizer().tokens(of: file.first ?? "") { print(token.text, token.range) }
  try show(BLEU(references: [reference]))
  try show(ChrF(references: [reference]))
} catch {
  fail("\(error)")
}

/// The lines of a file, separated by line feeds only; nil if it cannot be read.
func lines(of path: String) -> [String]? {
  guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
  let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    .map { String(decoding: $0, as: UTF8.self) }
  return lines.last == "" ? Array(lines.dropLast()) : lines
}

/// Throws if the files differ in length.
func show(_ metric: some Metric) throws {
  print("\(metric.name)|\(metric.signature) = \(try metric.score(file).value)")
}

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("\(message)\n".utf8))
  exit(1)
}
