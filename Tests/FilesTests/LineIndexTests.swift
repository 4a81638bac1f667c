import Glibc
import TestSupport
import Testing
import Threading

@testable import Files

@Suite struct LineIndexTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func lines(of index: LineIndex) throws -> [Line] {
    var text: [UInt8] = []
    return try (0..<index.count).map { number in
      let marks = try index.read(number + 1, into: &text)
      return Line(number: number + 1, text: text[...], marks: marks)
    }
  }

  private func linesInOrder(of path: String) throws -> [Line] {
    var stream = try LineStream(path: path)
    var lines: [Line] = []
    while let line = try stream.next() { lines.append(line) }
    return lines
  }

  static let texts: [String] = [
    "", "\n", "a", "a\n", "a\nbc\n", "a\r\n\r\nb\r", "a\r\r\n", "\n\n\n", "\r", "\r\n",
    "a\rb\u{2028}c\u{85}d\u{B}e\u{C}f\n", "\u{FEFF}a\n\u{FEFF}b", "\u{FEFF}", "\u{FEFF}\r\n",
    "\u{FEFF}\n", "a\0b\n\0",
  ]

  @Test(arguments: texts) func `has the lines that a reader reads`(text: String) throws {
    let path = try folder.write("text", text)
    #expect(try lines(of: LineIndex(path: path)) == linesInOrder(of: path))
    let zipped = try folder.write("text.gz", gzipped(utf8(text)))
    #expect(try lines(of: LineIndex(path: zipped)) == linesInOrder(of: path))
  }

  /// With lines across the borders of blocks, and lines as long as several.
  @Test func `has the lines of long files`() throws {
    var random = RandomText(seed: 20_250_607)
    var text = ""
    for _ in 0..<3_000 {
      text += random.line(longest: random.below(100) == 0 ? 20_000 : 50)
      text += random.below(3) == 0 ? "\r\n" : "\n"
    }
    text += String(repeating: "long", count: 1 << 18)
    let path = try folder.write("text", text)
    let index = try LineIndex(path: path)
    #expect(try lines(of: index) == linesInOrder(of: path))
    #expect(index.inflated == nil)
  }

  @Test func `reads in any order, on any thread`() throws {
    let path = try folder.write("text", (1...1_000).map { "line \($0)\n" }.joined())
    let index = try LineIndex(path: path)
    withThreads(4) { thread in
      var text: [UInt8] = []
      for number in [1_000, 1, 500 + thread, 1, 999] {
        _ = try? index.read(number, into: &text)
        #expect(text == utf8("line \(number)"))
      }
    }
  }

  @Test func `tells where it inflated a file, and leaves nothing there`() throws {
    let text = utf8("\u{FEFF}a\r\nb\n")
    let path = try folder.write("text.gz", gzipped(text))
    let place = folder.path("room")
    #expect(mkdir(place, 0o700) == 0)
    let index = try LineIndex(path: path, inflatingTo: place)
    #expect(index.inflated == InflatedFile(path: path, folder: place, size: text.count))
    #expect(rmdir(place) == 0)
    #expect(try lines(of: index).map(\.text) == [utf8("a")[...], utf8("b")[...]])
    try index.checkUnchanged()
  }

  @Test func `names what it cannot read`() throws {
    let missing = folder.path("nowhere")
    #expect(throws: FileError.missing(path: missing)) { try LineIndex(path: missing) }
    #expect(throws: FileError.notReadable(path: folder.url.path, code: EISDIR)) {
      try LineIndex(path: folder.url.path)
    }
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: FileError.notRereadable(path: pipe)) { try LineIndex(path: pipe) }
    let zipped = try folder.write("text.gz", gzipped(utf8("a\n")))
    #expect(throws: FileError.cannotCreate(path: missing, code: ENOENT)) {
      try LineIndex(path: zipped, inflatingTo: missing)
    }
    let damaged = try folder.write("damaged.gz", gzipped(utf8("a\nb\n")).dropLast(6))
    #expect(throws: FileError.damagedGzip(path: damaged)) { try LineIndex(path: damaged) }
  }

  @Test(arguments: [("12345678\n", nil), ("a\n123456789\nb\n", 2), ("a\nb\n123456789", 3)])
  func `holds no line that no text has`(_ text: String, _ line: Int?) throws {
    let path = try folder.write("text", text)
    let error = line.map { FileError.lineTooLong(path: path, line: $0, limit: 8) }
    var found: FileError?
    do { _ = try LineIndex(path: path, longestLine: 8) } catch { found = error as? FileError }
    #expect(found == error)
  }

  @Test func `notices that a file was written to`() throws {
    let path = try folder.write("text", "one\ntwo\nthree\n")
    let index = try LineIndex(path: path)
    try index.checkUnchanged()
    #expect(truncate(path, 6) == 0)
    var text: [UInt8] = []
    #expect(throws: FileError.changed(path: path)) { try index.checkUnchanged() }
    #expect(throws: FileError.changed(path: path)) { try index.read(2, into: &text) }
  }

  @Test func `stays with the file when another takes its place`() throws {
    let path = try folder.write("text", "one\n")
    let index = try LineIndex(path: path)
    let output = try OutputFile(path: path)
    try output.write("another\n")
    try output.commit()
    try index.checkUnchanged()
    #expect(try lines(of: index).map(\.text) == [utf8("one")[...]])
  }
}
