/// A file by itself, removed with the value.
public final class ScratchFile: Sendable {
  private let folder: TemporaryFolder
  public let path: String

  public init(_ contents: [UInt8] = []) throws {
    folder = try TemporaryFolder()
    path = try folder.write(contents, to: "file")
  }

  public var contents: [UInt8] { folder.read("file") ?? [] }
}
