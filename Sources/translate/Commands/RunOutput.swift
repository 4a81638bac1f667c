import CommandLineInterface
import Decoding
import Files

/// Writes what became of lines, each on a line of its own.
final class RunOutput {
  private let output: OutputFile
  private let status: OutputFile?
  private let isJSON: Bool
  private let hasAlignment: Bool

  init(_ arguments: Arguments) throws {
    output = try OutputFile(path: arguments[TextOptions.output])
    status = try arguments[Run.status].map { try OutputFile(path: $0) }
    isJSON = arguments[Run.json]
    hasAlignment = arguments[Run.alignment]
  }

  func write(_ lines: [SourceLine], _ translations: [Translation]) throws {
    var bytes: [UInt8] = []
    for (line, translation) in zip(lines, translations) {
      if isJSON {
        bytes.append(json: object(line, translation))
      } else {
        bytes += translation.text
        if hasAlignment { bytes += " ||| \(words(translation.alignment))".utf8 }
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    try output.write(bytes.span)
    try status?.write(translations.map { $0.status.rawValue + "\n" }.joined())
  }

  func commit() throws {
    try output.commit()
    try status?.commit()
  }

  private func object(_ line: SourceLine, _ translation: Translation) -> JSON {
    var members: [JSON.Member] = [
      .init("source", .string(String(decoding: line.text, as: UTF8.self))),
      .init("translation", .string(String(decoding: translation.text, as: UTF8.self))),
      .init("logProbability", translation.logProbability.map { .number($0) } ?? .null),
      .init("status", .string(translation.status.rawValue)),
    ]
    if hasAlignment {
      let pairs = translation.alignment.enumerated().map { target, source in
        JSON.array([.integer(Int(source)), .integer(target)])
      }
      members.append(.init("alignment", .array(pairs)))
    }
    return .object(members)
  }

  /// Source and target positions, as word aligners write them.
  private func words(_ alignment: [Int32]) -> String {
    alignment.enumerated().map { "\($1)-\($0)" }.joined(separator: " ")
  }
}
