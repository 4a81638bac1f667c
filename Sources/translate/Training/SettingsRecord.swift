import CommandLineInterface
import Messages
import TextProcessing

/// The options of a training, as a checkpoint keeps them, so that it is not gone on with under others.
struct SettingsRecord {
  /// What may differ: how long to go on, on how many threads, and what is said of it.
  private static let free: Set<String> = [
    "output", "threads", "quiet", "resume", "after-epochs", "after-batches", "early-stopping",
    "save-freq", "disp-freq",
  ]

  private static let files = "files"

  let json: JSON

  /// - Parameter digests: SHA-256 of the files that are learned from, by their options' names.
  init(_ arguments: Arguments, digests: JSON) {
    json = .object(
      arguments.settings.filter { !Self.free.contains($0.name) }.map {
        JSON.Member($0.name, .array($0.values.map { .string($0) }))
      } + [JSON.Member(Self.files, digests)])
  }

  /// Throws a sentence with the first option that differs, and both its values.
  func requireSame(as other: JSON, of path: String) throws {
    let names = (json.members ?? []).map(\.key) + (other.members ?? []).map(\.key)
    for name in names where json[name] != other[name] && name != Self.files {
      throw Diagnostic(
        .usage,
        "--\(name) is \(text(json[name])), and the training in \(quoted(path)) was begun with "
          + text(other[name]),
        advice: "Give the options that it was begun with, which stand in config.yaml beside it, or "
          + "begin another in another folder.")
    }
  }

  /// Throws where a file's content is not what it was.
  func requireSameFiles(as other: JSON, of path: String) throws {
    for file in json[Self.files]?.members ?? [] where file.value != other[Self.files]?[file.key] {
      throw Diagnostic(
        .badData,
        "the file of --\(file.key) is not what it was when the training in \(quoted(path)) began",
        advice: "Give the corpus that it was begun with, or begin another in another folder.")
    }
  }

  private func text(_ value: JSON?) -> String {
    let words = (value?.array ?? []).compactMap(\.string)
    return words.isEmpty ? "not given" : quoted(words.joined(separator: " "))
  }
}
