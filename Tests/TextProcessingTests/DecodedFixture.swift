import Foundation
import TestSupport

extension Fixture {
  /// A JSON file as a type of ours, its `snake_case` keys as `camelCase` properties.
  static func decoded<Facts: Decodable>(_ type: Facts.Type, from name: String) throws -> Facts {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url(name)))
  }
}
