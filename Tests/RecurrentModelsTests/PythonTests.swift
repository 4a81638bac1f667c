import Foundation
import TestSupport
import Testing

@testable import RecurrentModels

private let python = Python.that(imports: "safetensors.numpy")

@Suite(.enabled(if: python != nil, "a python3 that imports safetensors"))
struct PythonTests {
  private static let script = """
    import json, sys
    from safetensors import safe_open
    with safe_open(sys.argv[1], "numpy") as file:
      print(json.dumps({
        "metadata": file.metadata(),
        "tensors": [
          {"name": name, "shape": file.get_tensor(name).shape,
           "bits": file.get_tensor(name).reshape(-1).view("uint32").tolist()}
          for name in file.offset_keys()]}))
    """

  private struct Read: Decodable {
    struct Tensor: Decodable {
      var name: String
      var shape: [Int]
      var bits: [UInt32]
    }
    var metadata: [String: String]
    var tensors: [Tensor]
  }

  @Test func `Python reads a model of ours`() throws {
    let folder = try TemporaryFolder()
    let (layout, weights) = (ModelFileTests.layout, ModelFileTests.weights)
    let path = folder.path("model.safetensors")
    try ModelFile.write(
      to: path, metadata: ModelFileTests.metadata, layout: layout, weights: weights.span)

    let result = try ChildProcess.run(try #require(python), ["-c", Self.script, path])
    try #require(result.status == 0, "\(result.standardError)")
    let read = try JSONDecoder().decode(Read.self, from: Data(result.standardOutput))

    let entries = ModelFileTests.metadata.entries
    #expect(read.metadata.count == entries.count)
    for entry in entries {
      #expect(read.metadata[entry.key].map { Array($0.utf8) } == Array(entry.value.utf8))
    }
    #expect(read.tensors.map(\.name) == layout.tensors.map(\.name))
    #expect(read.tensors.map(\.shape) == layout.tensors.map(\.shape))
    #expect(read.tensors.map(\.bits) == layout.tensors.map { weights[$0.range].map(\.bitPattern) })
  }
}
