import Foundation

/// Files of facts in `Tests/Fixtures`, read where the tests were compiled.
public enum Fixture {
  public static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

  public static func url(_ name: String) -> URL { directory.appendingPathComponent(name) }

  /// A JSON file's top object.
  public static func json(_ name: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url(name)))
    return object as! [String: Any]
  }
}
