import TestSupport

/// One case of `losses.json`, by the names PyTorch's script gave its numbers.
struct LossFixture {
  let name: String
  private let facts: [String: Any]

  static func cases(of kind: String) throws -> [LossFixture] {
    let cases = try Fixture.json("losses.json")[kind] as? [[String: Any]] ?? []
    return cases.map { LossFixture(name: $0["name"] as? String ?? "", facts: $0) }
  }

  func number(_ name: String) -> Double { facts[name] as? Double ?? .nan }
  func doubles(_ name: String) -> [Double] { facts[name] as? [Double] ?? [] }
  func floats(_ name: String) -> [Float] { doubles(name).map(Float.init) }
  func count(_ name: String) -> Int { Int(number(name)) }
}
