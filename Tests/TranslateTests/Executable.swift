import Foundation
import TestSupport

/// The `translate` that was built with these tests, run as its users run it.
enum Executable {
  /// Where the tests' own program stands: in debug and in release alike, ours is beside it.
  private static let directory = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent()

  /// Bytes on standard input, words on the command line.
  static func run(
    _ arguments: String..., input: [UInt8] = [], directory: URL? = nil,
    environment: [String: String] = [:]
  ) throws -> ChildProcess.Result {
    try ChildProcess.run(
      Self.directory.appendingPathComponent("translate"), arguments, input: input,
      directory: directory, environment: environment)
  }

  /// A line of bash in which `translate` is ours.
  static func shell(
    _ script: String, input: [UInt8] = [], directory: URL? = nil
  ) throws -> ChildProcess.Result {
    try ChildProcess.run(
      URL(fileURLWithPath: "/bin/bash"), ["-c", "PATH=\(Self.directory.path):$PATH; \(script)"],
      input: input, directory: directory)
  }
}
