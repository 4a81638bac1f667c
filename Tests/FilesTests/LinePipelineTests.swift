import Files
import Glibc
import TestSupport
import Testing

struct LinePipelineTests {
  private struct Numbered: BlockTransform {
    var failing: Set<Int> = []
    func transform(_ block: LineBlock, into output: inout [UInt8]) throws -> [Drop] {
      var drops: [Drop] = []
      for line in block {
        if failing.contains(line.number) { throw Failure(line: line.number) }
        if line.number % 100 == 0 {
          drops.append(Drop(path: block.path, line: line.number, reason: "round"))
        }
        output += Array("\(line.number) ".utf8) + block.bytes[line.text] + [10]
      }
      return drops
    }
  }

  private struct Failure: Error, Equatable { var line: Int }

  private let folder = try! TemporaryFolder()

  private func run(threads: Int, failing: Set<Int> = []) throws -> (text: String, drops: [Int]) {
    let path = try folder.write("in", (1...5_000).map { "line \($0)\n" }.joined())
    let output = try OutputFile(path: folder.path("out"))
    var drops: [Int] = []
    try transformLines(
      of: LineReader(path: path, blockSize: 64), to: output, threads: threads,
      onBlock: { drops += $0.drops.map(\.line) }, makeTransform: { Numbered(failing: failing) })
    try output.commit()
    return (String(decoding: try folder.bytes("out"), as: UTF8.self), drops)
  }

  @Test(arguments: [1, 2, 3, 8])
  func writesInOrder(threads: Int) throws {
    let (text, drops) = try run(threads: threads)
    #expect(text == (1...5_000).map { "\($0) line \($0)\n" }.joined())
    #expect(drops == Array(stride(from: 100, through: 5_000, by: 100)))
  }

  @Test(arguments: [1, 2, 3, 8])
  func failsWithTheFirstErrorAndLeavesNothing(threads: Int) throws {
    for _ in 0..<20 {
      #expect(throws: Failure(line: 777)) {
        try run(threads: threads, failing: [777, 778, 779, 1_200, 4_000])
      }
    }
    #expect(try folder.names == ["in"])
  }
}

struct OutputFileTests {
  private let folder = try! TemporaryFolder()

  @Test func appearsWholeOrNotAtAll() throws {
    let path = try folder.write("file", "before")
    do {
      let output = try OutputFile(path: path)
      try output.write("after")
      #expect(try folder.bytes("file") == Array("before".utf8))
    }
    #expect(try folder.bytes("file") == Array("before".utf8))
    let output = try OutputFile(path: path)
    try output.write("after")
    try output.commit()
    #expect(try folder.bytes("file") == Array("after".utf8))
    #expect(try folder.names == ["file"])
  }

  @Test func followsLinksAndSparesDevices() throws {
    try folder.write("file", "before")
    let link = folder.path("link")
    #expect(symlink("file", link) == 0)
    let output = try OutputFile(path: link)
    try output.write("after")
    try output.commit()
    #expect(try folder.bytes("file") == Array("after".utf8))
    let ahead = folder.path("ahead")
    #expect(symlink("yet to come", ahead) == 0)
    let early = try OutputFile(path: ahead)
    try early.write("come")
    try early.commit()
    #expect(try folder.text("yet to come") == "come")
    let null = try OutputFile(path: "/dev/null")
    try null.write("gone")
    try null.commit()
    var facts = stat()
    #expect(stat("/dev/null", &facts) == 0 && facts.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func isWrittenOnceAtATime() throws {
    for path in [folder.path("new"), try folder.write("old", "before")] {
      do {
        let output = try OutputFile(path: path)
        let other = path.replacing("/", with: "//")
        #expect(throws: FileError.writtenTwice(path: other)) { try OutputFile(path: other) }
        try output.write("after")
        try output.commit()
      }
      try OutputFile(path: path).commit()
      #expect(try folder.bytes(path == folder.path("new") ? "new" : "old") == [])
    }
  }

  @Test func keepsTheFilesPermissions() throws {
    let path = try folder.write("file", "before")
    #expect(chmod(path, 0o640) == 0)
    try OutputFile(path: path).commit()
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o640)
  }

  @Test func namesWhatItCannotWrite() throws {
    let path = folder.path("none/file")
    #expect(throws: FileError.cannotCreate(path: path, code: ENOENT)) { try OutputFile(path: path) }
    let full = try OutputFile(path: "/dev/full")
    #expect(throws: FileError.writeFailed(path: "/dev/full", code: ENOSPC)) {
      try full.write("too much")
    }
  }
}
