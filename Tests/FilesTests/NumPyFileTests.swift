import Files
import Foundation
import TestSupport
import Testing

@Suite struct NumPyFileTests {
  struct FileFixture: Decodable { var cases: [FileCase] }

  struct FileCase: Decodable, CustomTestStringConvertible {
    var name: String
    var dtype: String
    var shape: [Int]
    var values: [Double]
    var hex: String
    var testDescription: String { name }

    func bytes<Element: NumPyElement>(as element: (Double) -> Element) throws -> [UInt8] {
      let file = try ScratchFile()
      let output = try OutputFile(path: file.path)
      try output.write(numPy: values.map(element), shape: shape)
      try output.commit()
      return file.contents
    }
  }

  static var cases: [FileCase] {
    get throws {
      try Fixture.decoded(FileFixture.self, from: "numpy_files.json").cases
    }
  }

  @Test(arguments: try cases) func `writes the bytes that NumPy writes`(_ file: FileCase) throws {
    let bytes =
      switch file.dtype {
      case "int32": try file.bytes { Int32($0) }
      case "int64": try file.bytes { Int64($0) }
      case "float32": try file.bytes { Float($0) }
      default: try file.bytes { Double($0) }
      }
    #expect(bytes.map { String(format: "%02x", $0) }.joined() == file.hex)
  }

  @Test func `writes a matrix of several blocks`() throws {
    let elements = (0..<150_001).map(Int32.init)
    let file = try ScratchFile()
    let output = try OutputFile(path: file.path)
    try output.write(numPy: elements, shape: [1, elements.count])
    try output.commit()
    let body = file.contents.dropFirst(128)
    let read = stride(from: body.startIndex, to: body.endIndex, by: 4).map { start in
      (0..<4).reduce(Int32(0)) { $0 | Int32(body[start + $1]) << (8 * $1) }
    }
    #expect(read == elements)
  }
}
