import Files
import Glibc
import TestSupport
import Testing

struct LineReaderTests {
  private let folder = try! TemporaryFolder()

  /// A line as `number:marks:text`, marks being B, R and F.
  private func lines(_ path: String, blockSize: Int = 1 << 20) throws -> [String] {
    let reader = try LineReader(path: path, blockSize: blockSize)
    var result: [String] = []
    while let block = try reader.nextBlock() {
      for line in block {
        let marks = [
          (LineMarks.byteOrderMark, "B"), (.carriageReturn, "R"), (.lineFeed, "F"),
        ].compactMap { line.marks.contains($0.0) ? $0.1 : nil }.joined()
        let text = String(decoding: block.bytes[line.text], as: UTF8.self)
        result.append("\(line.number):\(marks):\(text)")
      }
    }
    return result
  }

  @Test(arguments: [
    ("", []),
    ("\n", ["1:F:"]),
    ("a", ["1::a"]),
    ("a\nbc\n", ["1:F:a", "2:F:bc"]),
    ("a\r\n\r\nb\r", ["1:RF:a", "2:RF:", "3:R:b"]),
    ("a\r\r\n", ["1:RF:a\r"]),
    ("a\rb\u{2028}c\u{85}d\u{B}e\u{C}f\n", ["1:F:a\rb\u{2028}c\u{85}d\u{B}e\u{C}f"]),
    ("\u{FEFF}a\n\u{FEFF}b", ["1:BF:a", "2::\u{FEFF}b"]),
    ("\u{FEFF}", ["1:B:"]),
    ("\u{FEFF}\r\n", ["1:BRF:"]),
  ])
  func `ends lines at line feeds only`(text: String, expected: [String]) throws {
    let path = try folder.write("text", text)
    let zipped = try folder.write("text.gz", gzipped(Array(text.utf8)))
    for size in [1, 2, 3, 5, 1 << 20] {
      #expect(try lines(path, blockSize: size) == expected, "blocks of \(size)")
      #expect(try lines(zipped, blockSize: size) == expected, "compressed, blocks of \(size)")
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 9, 100])
  func `holds no line that no text has`(blockSize: Int) throws {
    let path = try folder.write("text", "a\n12345678\nb\n123456789\n")
    let reader = try LineReader(path: path, blockSize: blockSize, longestLine: 8)
    var read = 0
    #expect(throws: FileError.lineTooLong(path: path, line: 4, limit: 8)) {
      while let block = try reader.nextBlock() { read += block.bytes.count }
    }
    #expect(read == 13)
    let last = try LineReader(
      path: folder.write("last", "12345678"), blockSize: blockSize, longestLine: 8)
    #expect(try last.nextBlock()?.bytes.count == 8)
  }

  @Test func `reads line by line too`() throws {
    let path = try folder.write("text", "\u{FEFF}a\r\n\nc")
    var stream = try LineStream(path: path)
    var texts: [String] = []
    while let line = try stream.next() { texts.append(String(decoding: line.text, as: UTF8.self)) }
    #expect(texts == ["a", "", "c"])
  }

  @Test func `names what it cannot read`() throws {
    let missing = folder.path("nowhere")
    #expect(throws: FileError.missing(path: missing)) { try LineReader(path: missing) }
    #expect(throws: FileError.notReadable(path: folder.url.path, code: EISDIR)) {
      try LineReader(path: folder.url.path)
    }
  }

  @Test func `notices damaged compression`() throws {
    let whole = try gzipped((0..<9_000).flatMap { Array("line \($0)\n".utf8) })
    for (name, bytes) in [
      ("cut short", Array(whole.dropLast(200))),
      ("cut at the checksum", Array(whole.dropLast(3))),
      ("damaged", whole[..<900] + [whole[900] ^ 0xFF, whole[901] ^ 0xFF] + whole[902...]),
    ] {
      let path = try folder.write("damaged.gz", bytes)
      #expect(throws: FileError.damagedGzip(path: path), "\(name)") { try lines(path) }
    }
  }

  @Test(arguments: [
    (InvalidUTF8Policy.replace, ["1:good", "2:a\u{FFFD}b", "3:fine"], 0),
    (.skip, ["1:good", "3:fine"], 1),
  ])
  func `treats invalid UTF-8 as asked`(
    policy: InvalidUTF8Policy, expected: [String], drops: Int
  ) throws {
    let bytes = Array("good\na".utf8) + [0xFF] + Array("b\nfine\n".utf8)
    var result: [String] = []
    let dropped = try LineBlock(path: "x", bytes: bytes).forEachLine(ifInvalid: policy) {
      text, line in
      let text = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      result.append("\(line.number):\(text)")
    }
    #expect(result == expected)
    #expect(dropped.count == drops)
  }

  @Test func `names the byte that is wrong`() {
    let bytes = Array("good\nab".utf8) + [0xC3, 0x28]
    #expect(throws: TextError.invalidUTF8(path: "x", line: 2, byte: 3, value: 0xC3)) {
      try LineBlock(path: "x", bytes: bytes).forEachLine(ifInvalid: .error) { _, _ in }
    }
    #expect(throws: TextError.invalidUTF8(path: "x", line: 1, byte: 5, value: 0xFF)) {
      try LineBlock(path: "x", bytes: [0x61, 0xFF], hasByteOrderMark: true)
        .forEachLine(ifInvalid: .error) { _, _ in }
    }
  }
}

struct ConcatenatedFilesTests {
  private let folder = try! TemporaryFolder()

  private func lines(_ contents: [String]) throws -> [String] {
    let paths = try contents.enumerated().map { try folder.write("\($0)", $1) }
    let files = try ConcatenatedFiles(paths)
    #expect(files.size == contents.reduce(0) { $0 + $1.utf8.count })
    var lines: [String] = []
    while let block = try files.nextBlock() {
      for line in block {
        let text = String(decoding: block.bytes[line.text], as: UTF8.self)
        let end = line.marks.contains(.lineFeed) ? "" : "…"
        let number = block.linesBefore + line.number
        lines.append("\(block.path.suffix(1)):\(line.number) (\(number)) \(text)\(end)")
      }
    }
    return lines
  }

  @Test func `files follow each other, each with line numbers of its own`() throws {
    #expect(
      try lines(["a\nb\n", "", "c\n", "d"])
        == ["0:1 (1) a", "0:2 (2) b", "2:1 (3) c", "3:1 (4) d…"])
  }

  @Test func `a last line is not joined to the next file`() throws {
    #expect(try lines(["a", "", "b"]) == ["0:1 (1) a", "2:1 (2) b…"])
    #expect(try lines(["a", ""]) == ["0:1 (1) a…"])
  }

  @Test func `a file that cannot be read is named before any is read`() throws {
    let text = try folder.write("text", "a\n")
    let missing = folder.path("missing")
    #expect(throws: FileError.missing(path: missing)) { try ConcatenatedFiles([text, missing]) }
    #expect(throws: FileError.notReadable(path: folder.url.path, code: EISDIR)) {
      try ConcatenatedFiles([text, folder.url.path])
    }
  }
}
