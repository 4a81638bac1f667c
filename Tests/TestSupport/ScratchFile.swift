/// A file by itself, removed with the value.
public final class ScratchFile: Sendable {
  private let folder: TemporaryFolder
  public let path: String

  public init(_ contents: [UInt8] = []) throws {
    folder = try TemporaryFolder()
    path = try folder.write("file", contents)
  }

  public var contents: [UInt8] { (try? folder.bytes("file")) ?? [] }
}
