import Files
import Glibc

/// Where a training writes.
package struct TrainingFolder: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// The best model so far.
  package var model: String { "\(path)/model.safetensors" }
  /// Everything that is needed to resume.
  package var checkpoint: String { "\(path)/checkpoint.safetensors" }
  package var log: String { "\(path)/log.jsonl" }
  package var configuration: String { "\(path)/config.yaml" }
  /// The pairs that were dropped.
  package var drops: String { "\(path)/drops.tsv" }

  /// Runs `body` with the folder reserved for this training. Creates the folder, and those above it,
  /// where there is none; those that are still empty when `body` fails are removed again.
  func reserved<Result>(_ body: () throws -> Result) throws -> Result {
    try made {
      let reservation = try Reservation(of: self)
      return try withExtendedLifetime(reservation, body)
    }
  }

  func made<Result>(_ body: () throws -> Result) throws -> Result {
    let ends = path.indices.filter { path[$0] == "/" && $0 > path.startIndex } + [path.endIndex]
    let places = ends.map { String(path[..<$0]) }
    func make(_ places: ArraySlice<String>) throws -> Result {
      guard let place = places.first else { return try body() }
      return try withOutputDirectory(place) { try make(places.dropFirst()) }
    }
    return try make(places[...])
  }

  /// Throws where a training is running in the folder.
  package func requireUnused() throws(TrainingError) { _ = try Reservation(of: self) }

  // MARK: What is in it

  /// Throws a `TrainingError` where there is no checkpoint, or what reading it throws.
  package func savedCheckpoint() throws -> Checkpoint {
    guard exists(checkpoint) else { throw TrainingError.noCheckpoint(path: checkpoint) }
    return try Checkpoint(path: checkpoint)
  }

  /// Throws where the training would replace one of its own inputs.
  package func requireApart(from inputs: [String]) throws {
    do {
      try checkOutputs([model, checkpoint, log, configuration, drops], besides: inputs)
    } catch .readAndWritten(let path) {
      throw TrainingError.inputInFolder(path: path)
    }
  }

  /// Throws where a new training would replace results of an earlier one, or files that are not a
  /// training's.
  ///
  /// - Parameter overwrites: whether results may be replaced.
  func requireVacant(overwrites: Bool) throws(TrainingError) {
    if exists(configuration), !hasOwnConfiguration {
      throw .foreignConfiguration(path: configuration)
    }
    if overwrites { return }
    if exists(checkpoint) { throw .alreadyTrained(folder: path) }
    // A training writes its options before its log.
    for result in exists(configuration) ? [model] : [model, log] where exists(result) {
      throw .fileExists(path: result)
    }
  }

  /// Whether config.yaml has nothing but options, as a training writes them. Comments show that
  /// someone else did.
  var hasOwnConfiguration: Bool {
    guard var file = try? LineStream(path: configuration) else { return false }
    // `name:`, `name: value` or `  - value`, where a value in quotes may hold ` #`.
    let option = /(?:[a-z0-9-]+:|  -)(?: (?:"(?:[^"\\]|\\.)*"|(?!"|.* #).+))?/
    while let line = try? file.next() {
      let text = String(decoding: line.text, as: UTF8.self)
      if text.wholeMatch(of: option) == nil { return false }
    }
    return true
  }

  /// Removes an earlier training's model and checkpoint, so that no later resume continues it by
  /// mistake.
  func removeResults() throws(FileError) {
    for path in [checkpoint, model] where unlink(path) != 0 && errno != ENOENT {
      throw .cannotCreate(path: path, code: errno)
    }
  }

  private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

/// Keeps other trainings out of a folder as long as it lives. The system ends it with the process,
/// however that ends.
private final class Reservation {
  private let descriptor: Int32

  /// The folder itself is locked, so that there is no lock file to be left behind. Where the system
  /// cannot lock it (NFS), nothing keeps others out.
  init(of folder: TrainingFolder) throws(TrainingError) {
    descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw .folderInUse(folder: folder.path, process: Self.holder(of: folder.path))
    }
  }

  deinit { close(descriptor) }

  /// The process that locked a folder, by the inode's number: btrfs and overlayfs have another device
  /// here than in `stat`. Nil where the system does not show it, such as outside of a container.
  private static func holder(of path: String) -> Int32? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    // Such as: 1: FLOCK ADVISORY WRITE 4711 fe:00:16236552 0 EOF
    return SystemFile.words(of: "/proc/locks").lazy.compactMap { words in
      words.count > 5 && words[1] == "FLOCK" && words[5].hasSuffix(":\(facts.st_ino)")
        ? Int32(words[4]) : nil
    }.first { $0 > 0 }
  }
}
