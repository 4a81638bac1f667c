import Foundation

/// A file of its own for one test, removed with its folder at the end.
final class ScratchFile {
  let path: String
  private let folder: URL

  init(_ contents: [UInt8] = []) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent("file").path
    try Data(contents).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var contents: [UInt8] {
    get throws { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }
  }
}
