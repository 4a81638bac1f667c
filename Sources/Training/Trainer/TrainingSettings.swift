import Corpora
import Files
import TextProcessing

/// The options of a training and the digests of its files. A checkpoint records them, and a training
/// is resumed only with those that give the same result.
package struct TrainingSettings: Sendable {
  /// An option by its name, and its values as they would be typed.
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
  private let settings: [Setting]

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
    self.settings = settings
    self.digests = .object(digests)
    json = .object(
      settings.map { JSON.Member($0.name, .array($0.values.map { .string($0) })) }
        + [JSON.Member(Self.files, self.digests)])
  }

  /// The options that a checkpoint records; none where the training did not come from the command
  /// line.
  package static func recorded(in json: JSON) -> [Setting] {
    var settings = (json.members ?? []).filter { $0.key != files }.map { member in
      Setting(member.key, (member.value.array ?? []).compactMap(\.string))
    }
    let names = settings.map(\.name)
    // Before it was 1 by default, a forget bias was recorded only where one was given.
    if names.contains("cell"), !names.contains("forget-bias") {
      settings.append(Setting("forget-bias", ["random"]))
    }
    return settings
  }

  /// Throws the first difference from the settings of a checkpoint.
  ///
  /// - Parameter changeable: options that may differ.
  func requireSame(
    as other: JSON, except changeable: Set<String> = [], path: String
  ) throws(TrainingSettingsError) {
    let before = Self.recorded(in: other)
    for name in (settings + before).map(\.name) where !changeable.contains(name) {
      func values(_ settings: [Setting]) -> [String] {
        settings.first { $0.name == name }?.values ?? []
      }
      guard values(settings) == values(before) else {
        throw .otherValue(
          option: name, now: values(settings), before: values(before), checkpoint: path)
      }
    }
    let digestsBefore = other[Self.files]
    for name in [digests, digestsBefore].flatMap({ $0?.members ?? [] }).map(\.key)
    where digests[name] != digestsBefore?[name] {
      throw .otherFile(option: name, checkpoint: path)
    }
  }
}

/// How a training differs from the checkpoint that it would resume.
package enum TrainingSettingsError: Error, Equatable, Sendable {
  /// No values where the option was not given.
  case otherValue(option: String, now: [String], before: [String], checkpoint: String)
  /// The content of the option's file.
  case otherFile(option: String, checkpoint: String)
  /// The checkpoint records no options that a command line could resume it with.
  case noOptions(checkpoint: String)
}
