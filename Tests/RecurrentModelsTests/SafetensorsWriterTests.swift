import Files
import Glibc
import TestSupport
import Testing

@testable import RecurrentModels

@Suite struct SafetensorsWriterTests {
  private let folder = try! TemporaryFolder()

  private func writer(_ path: String, tensors: Int = 1) throws -> SafetensorsWriter {
    var header = SafetensorsHeader(metadata: [.init("k", "v")])
    for index in 0..<tensors { header.add("t\(index)", .f32, [2]) }
    return try SafetensorsWriter(path: path, header: header)
  }

  /// All but the spaces that put the tensors at a multiple of 64.
  @Test(arguments: try SafetensorsFixture.all)
  func `writes the bytes that Python writes`(_ fixture: SafetensorsFixture) throws {
    let theirs = try ScratchFile(fixture.bytes)
    let read = try SafetensorsFile(path: theirs.path)
    let ours = try ScratchFile()
    var writer = try SafetensorsWriter(path: ours.path, header: read.header)
    for tensor in read.header.tensors {
      try read.withBytes(of: tensor) { bytes throws in try writer.append(bytes) }
    }
    try writer.commit()

    let dataSize = read.header.dataSize
    #expect(ours.contents.suffix(dataSize) == fixture.bytes.suffix(dataSize))
    #expect((ours.contents.count - dataSize) % 64 == 0)
    func text(_ file: [UInt8]) -> String {
      let text = String(decoding: file.dropFirst(8).dropLast(dataSize), as: UTF8.self)
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
    #expect(Array(text(ours.contents).utf8) == Array(text(fixture.bytes).utf8))
  }

  @Test func `leaves the old file until it is committed`() throws {
    let path = try folder.write("model", "old")
    do {
      var writer = try writer(path, tensors: 2)
      try writer.append([1 as Float, 2].span.bytes)
      #expect(try folder.text("model") == "old")
    }
    #expect(try folder.names == ["model"])
    #expect(try folder.text("model") == "old")
  }

  @Test func `leaves nothing behind where it fails`() throws {
    let path = folder.path("model")
    var writer = try writer(path)
    try writer.append([1 as Float, 2].span.bytes)
    #expect(mkdir(path, 0o700) == 0)  // which no file can replace
    #expect(throws: FileError.writeFailed(path: path, code: EISDIR)) { try writer.commit() }
    #expect(try folder.names == ["model"])
  }

  @Test func `names the device that is full`() throws {
    let error = FileError.writeFailed(path: "/dev/full", code: ENOSPC)
    #expect(throws: error) { try writer("/dev/full") }
  }

  @Test func `replaces a file that is mapped, whose memory stays as it was`() throws {
    let path = folder.path("model")
    for number in [1, 2] as [Float] {
      var writer = try writer(path)
      try writer.append([number, number].span.bytes)
      if number == 1 {
        try writer.commit()
        continue
      }
      let old = try SafetensorsFile(path: path)
      try writer.commit()
      let new = try SafetensorsFile(path: path)
      #expect(try old.array(of: old.header.tensors[0]) == [1, 1])
      #expect(try new.array(of: new.header.tensors[0]) == [2, 2])
    }
  }
}
