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
    let streams = try TemporaryFolder()
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    for (name, bytes) in [("input", input), ("output", []), ("error", [])] {
      try streams.write(name, bytes)
    }
    func file(_ name: String) -> URL { streams.url.appendingPathComponent(name) }
    process.standardInput = try FileHandle(forReadingFrom: file("input"))
    process.standardOutput = try FileHandle(forWritingTo: file("output"))
    process.standardError = try FileHandle(forWritingTo: file("error"))
    try process.run()
    process.waitUntilExit()
    return Result(
      standardOutput: try streams.bytes("output"),
      standardError: try streams.text("error"),
      status: process.terminationStatus + (process.terminationReason == .exit ? 0 : 128))
  }
}
