import Files
import Foundation

/// Files of facts in `Tests/Fixtures`, read where the tests were compiled.
public enum Fixture {
  public static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

  public static func url(_ name: String) -> URL { directory.appendingPathComponent(name) }

  /// A JSON file's top object.
  public static func json(_ name: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url(name)))
    guard let object = object as? [String: Any] else { throw NotAnObject(name: name) }
    return object
  }

  /// A JSON file as a type of ours, its `snake_case` keys as `camelCase` properties.
  public static func decoded<Facts: Decodable>(
    _ type: Facts.Type, from name: String
  ) throws -> Facts {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url(name)))
  }

  /// The lines of a text file, which may be compressed.
  public static func lines(_ name: String) throws -> [(number: Int, text: String)] {
    var stream = try LineStream(path: url(name).path)
    var lines: [(number: Int, text: String)] = []
    while let line = try stream.next() {
      lines.append((line.number, String(decoding: line.text, as: UTF8.self)))
    }
    return lines
  }

  struct NotAnObject: Error { var name: String }
}
