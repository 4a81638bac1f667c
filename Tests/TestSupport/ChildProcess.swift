import Foundation

/// Runs a program to its end.
///
/// Its three streams are files, so that however much is written no buffer fills up and nobody waits.
public enum ChildProcess {
  public struct Result {
    public var standardOutput: [UInt8]
    public var standardError: String
    /// As a shell has it: 128 and the signal's number where a signal ended it.
    public var status: Int32

    public var text: String { String(decoding: standardOutput, as: UTF8.self) }
  }

  /// `environment` is added to our own.
  public static func run(
    _ executable: URL, _ arguments: [String] = [], input: [UInt8] = [], directory: URL? = nil,
    environment: [String: String] = [:]
  ) throws -> Result {
    let streams = try Scratch()
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(
      forReadingFrom: try streams.file("input", holding: input))
    let (output, error) = (try streams.file("output"), try streams.file("error"))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    process.waitUntilExit()
    return Result(
      standardOutput: Array(try Data(contentsOf: output)),
      standardError: String(decoding: try Data(contentsOf: error), as: UTF8.self),
      status: process.terminationStatus + (process.terminationReason == .exit ? 0 : 128))
  }
}

/// A directory of its own for one test, removed with the last reference.
public final class Scratch {
  public let directory: URL

  public init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Makes a file there.
  @discardableResult
  public func file(_ name: String, holding bytes: some Sequence<UInt8> = []) throws -> URL {
    let url = directory.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    return url
  }
}
