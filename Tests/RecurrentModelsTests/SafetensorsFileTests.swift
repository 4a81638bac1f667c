import Files
import Glibc
import Kernels
import TestSupport
import Testing

@testable import RecurrentModels

@Suite struct SafetensorsFileTests {
  @Test(arguments: try SafetensorsFixture.all)
  func `reads what Python wrote`(_ fixture: SafetensorsFixture) throws {
    let scratch = try ScratchFile(fixture.bytes)
    let file = try SafetensorsFile(path: scratch.path)
    #expect(file.header.metadata.count == fixture.metadata.count)
    for (key, value) in fixture.metadata {
      #expect(file.header[metadata: key].map { Array($0.utf8) } == Array(value.utf8))
    }
    #expect(file.header.tensors.count == fixture.tensors.count)
    for expected in fixture.tensors {
      let tensor = try #require(file[expected.name])
      #expect(Array(tensor.name.utf8) == Array(expected.name.utf8))
      #expect(tensor.type.rawValue == expected.dtype)
      #expect(tensor.shape == expected.shape)
      #expect(file.bytes(of: tensor) == expected.bytes)
    }
  }

  /// So many spaces put the tensor at any address modulo 8.
  @Test(arguments: 0..<8) func `copies floats that are misaligned`(spaces: Int) throws {
    let header = "{\(tensor("a", "F32", "3", "0,12"))}" + String(repeating: " ", count: spaces)
    var contents = SafetensorsBytes(header)
    contents.data = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0xFF, 0xFF, 0xFF, 0x7F]
    let scratch = try ScratchFile(contents.bytes)
    let file = try SafetensorsFile(path: scratch.path)
    let floats = try file.array(of: try #require(file["a"]))
    #expect(floats.map(\.bitPattern) == [0x3F80_0000, 0xC000_0000, 0x7FFF_FFFF])
  }

  @Test func `keeps the memory while a tensor is held`() throws {
    let scratch = try ScratchFile(
      SafetensorsBytes("{\(tensor("a", "F32", "1", "0,4"))}", data: 4).bytes)
    func floats() throws -> FloatArray {
      let file = try SafetensorsFile(path: scratch.path)
      return try file.floats(of: try #require(file["a"]))
    }
    #expect(try floats().values.map(\.bitPattern) == [0x0302_0100])
  }

  @Test func `reads no page of the data before it is touched`() throws {
    let count = 1 << 29  // floats, which are 2 GB
    var header = "{\(tensor("a", "F32", "\(count)", "0,\(4 * count)"))}"
    while header.utf8.count % 8 != 0 { header += " " }  // aligned, or all of it would be copied
    let scratch = try ScratchFile(SafetensorsBytes(header).bytes)
    #expect(truncate(scratch.path, off_t(8 + header.utf8.count + 4 * count)) == 0)
    let file = try MappedFile(path: scratch.path)
    let pages = file.bytes.count / Int(getpagesize()) + 1
    var residency = [UInt8](repeating: 0, count: pages)
    let opened = try SafetensorsFile(path: scratch.path)
    #expect(opened.header.dataSize == 4 * count)
    let start = UnsafeMutableRawPointer(mutating: file.bytes.baseAddress)
    #expect(mincore(start, file.bytes.count, &residency) == 0)
    #expect(residency.count { $0 & 1 == 1 } < 1_000)  // the header's, and some that follow
    let tensor = try #require(opened["a"])
    #expect(try withExtendedLifetime(opened.floats(of: tensor)) { $0.elements[count - 1] } == 0)
  }

  @Test func `reads a header that is laid out with white space`() throws {
    let header = """
       { "a" : { "data_offsets" : [ 0 , 1 ] , "shape" : [ ] ,\t"dtype" : "\\u00558" } ,
         "__metadata__" : { } }\r

      """
    let scratch = try ScratchFile(SafetensorsBytes(header, data: 1).bytes)
    let file = try SafetensorsFile(path: scratch.path)
    #expect(file["a"]?.type == .u8)
    #expect(file["a"]?.shape == [])
  }

  @Test func `finds names by their bytes`() throws {
    let header = "{\(tensor("e\u{301}", "U8", "1", "0,1"))}"
    let scratch = try ScratchFile(SafetensorsBytes(header, data: 1).bytes)
    let file = try SafetensorsFile(path: scratch.path)
    #expect(file["e\u{301}"] != nil)
    #expect(file["\u{E9}"] == nil)
  }

  @Test func `names what cannot be opened`() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: FileError.missing(path: folder.path("none"))) {
      try SafetensorsFile(path: folder.path("none"))
    }
    for path in [pipe, "/dev/null"] {
      #expect(throws: SafetensorsError.notRegular(path: path)) { try SafetensorsFile(path: path) }
    }
    #expect(throws: SafetensorsError.directory(path: folder.url.path)) {
      try SafetensorsFile(path: folder.url.path)
    }
  }

  @Test func `names the type that is no float`() throws {
    let header = "{\(tensor("a", "BF16", "1", "0,2"))}"
    let scratch = try ScratchFile(SafetensorsBytes(header, data: 2).bytes)
    let file = try SafetensorsFile(path: scratch.path)
    let error = SafetensorsError.wrongType(
      path: scratch.path, tensor: "a", expected: "F32", found: "BF16")
    #expect(throws: error) { try file.floats(of: try #require(file["a"])) }
  }

  @Test func `a file of another kind is named as that`() throws {
    let scratch = try ScratchFile(utf8("Lines of text.\n"))
    #expect(throws: SafetensorsError.otherKind(path: scratch.path, .text)) {
      try SafetensorsFile(path: scratch.path)
    }
  }
}
