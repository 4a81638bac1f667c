import TestSupport
import Testing

@testable import Files

@Suite struct FileKindTests {
  /// A zip archive's first bytes, with the name of its first file.
  private static func zip(_ name: String) -> [UInt8] {
    let length = [UInt8(name.utf8.count), 0]
    return utf8("PK\u{3}\u{4}") + [UInt8](repeating: 0, count: 22) + length + [0, 0] + utf8(name)
  }

  @Test(
    arguments: [
      ("nothing", [], .empty), ("text", utf8("a b\n"), .text), ("a letter", utf8("a"), .text),
      ("text with escapes", utf8("\u{1B}[1mbold\u{1B}[0m\t\r\n"), .text),
      ("Chinese, cut within a character", utf8("日本語日本語").dropLast(), .text),
      ("Latin-1", utf8("tr") + [0xE8] + utf8("s bien"), .text),
      ("gzip", [0x1F, 0x8B, 8, 0], .gzip), ("zip", zip("a.txt"), .zip),
      ("zip, cut short", utf8("PK\u{3}\u{4}"), .zip),
      ("torch.save", zip("model/data.pkl"), .pyTorch),
      ("numpy.savez", zip("Wemb.npy"), .npz), ("Keras 3", zip("metadata.json"), .keras),
      ("numpy.save", [0x93] + utf8("NUMPY") + [1, 0], .npy),
      ("Keras 2", [0x89] + utf8("HDF\r\n\u{1A}\n"), .hdf5),
      ("pickle", [0x80, 4, 0x95, 0], .pickle), ("NUL", utf8("a\0b"), nil),
      ("no text", [0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0xFA], nil),
    ] as [(String, [UInt8], FileKind?)])
  func `knows`(name: String, start: [UInt8], kind: FileKind?) {
    #expect(FileKind(start: start) == kind, "\(name)")
  }
}
