import Corpora
import Files
import TextProcessing

/// The options of a training and the digests of its files. A checkpoint keeps them, and a training
/// is resumed only under the same.
package struct TrainingSettings: Sendable {
  /// An option by its name, and its values in words.
  package struct Setting: Equatable, Sendable {
    package var name: String
    package var values: [String]

    package init(_ name: String, _ values: [String]) {
      self.name = name
      self.values = values
    }
  }

  /// As a checkpoint has them.
  package let json: JSON
  /// SHA-256 of the files, by the names of `translate train`'s options; models keep them too.
  package let digests: JSON

  private static let files = "files"

  /// Reads the files. Throws a `FileError`.
  package init(
    _ settings: [Setting], corpus: CorpusFiles, validation: CorpusFiles? = nil
  ) throws(FileError) {
    var digests: [JSON.Member] = []
    for (part, files) in [("train", corpus), ("valid", validation)] {
      let paths: [(String, String)] =
        switch files {
        case .sides(let source, let target): [("source", source), ("target", target)]
        case .table(let path): [("tsv", path)]
        case nil: []
        }
      for (name, path) in paths {
        digests.append(.init("\(part)-\(name)", .string(try SHA256.digest(ofFile: path))))
      }
    }
    self.digests = .object(digests)
    json = .object(
      settings.map { JSON.Member($0.name, .array($0.values.map { .string($0) })) }
        + [JSON.Member(Self.files, self.digests)])
  }

  /// Throws the first difference to the settings of a checkpoint.
  func requireSame(as other: JSON, path: String) throws(TrainingSettingsError) {
    let names = (json.members ?? []).map(\.key) + (other.members ?? []).map(\.key)
    for name in names where json[name] != other[name] && name != Self.files {
      throw .otherValue(
        option: name, now: values(json[name]), before: values(other[name]), checkpoint: path)
    }
    for file in digests.members ?? [] where file.value != other[Self.files]?[file.key] {
      throw .otherFile(option: file.key, checkpoint: path)
    }
  }

  private func values(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }
}

/// In what a training differs from the checkpoint that it would resume.
package enum TrainingSettingsError: Error, Equatable, Sendable {
  /// No values where the option was not given.
  case otherValue(option: String, now: [String], before: [String], checkpoint: String)
  /// The content of the option's file.
  case otherFile(option: String, checkpoint: String)
}
