import Foundation
import TestSupport
import Testing

@testable import RecurrentModels

/// What Python's safetensors made of tensors and metadata.
struct SafetensorsFixture: Decodable, CustomTestStringConvertible {
  struct Tensor: Decodable {
    var name: String
    var dtype: String
    var shape: [Int]
    var hex: String
    var bytes: [UInt8] { RecurrentModelsTests.bytes(hex) }
  }

  var name: String
  var metadata: [String: String]
  var tensors: [Tensor]
  var hex: String

  var bytes: [UInt8] { RecurrentModelsTests.bytes(hex) }
  var testDescription: String { name }

  static var all: [SafetensorsFixture] {
    get throws {
      struct File: Decodable { var cases: [SafetensorsFixture] }
      let data = try Data(contentsOf: Fixture.url("safetensors_files.json"))
      return try JSONDecoder().decode(File.self, from: data).cases
    }
  }
}

private func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.utf8.map { UInt8(Character(Unicode.Scalar($0)).hexDigitValue ?? 0) }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

extension SafetensorsFile {
  func bytes(of tensor: SafetensorsHeader.Tensor) -> [UInt8] {
    withBytes(of: tensor) { $0.withUnsafeBytes { [UInt8]($0) } }
  }

  func array(of tensor: SafetensorsHeader.Tensor) throws -> [Float] {
    try floats(of: tensor).values
  }
}
