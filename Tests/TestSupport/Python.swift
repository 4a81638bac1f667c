import Foundation

/// A Python for what is held against programs of others.
public enum Python {
  /// The first that imports these modules: `$TRANSLATE_PYTHON`, one on the path, or that of the
  /// benchmarks; nil where there is none.
  public static func that(imports modules: String) -> URL? {
    let environment = ProcessInfo.processInfo.environment
    let folders = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3" }
    let peers = Fixture.directory.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(".build/peers/bin/python").path
    let candidates = [environment["TRANSLATE_PYTHON"]].compactMap { $0 } + folders + [peers]
    return candidates.map { URL(fileURLWithPath: $0) }.first { python in
      guard FileManager.default.isExecutableFile(atPath: python.path) else { return false }
      return (try? ChildProcess.run(python, ["-c", "import \(modules)"]).status) == 0
    }
  }
}
