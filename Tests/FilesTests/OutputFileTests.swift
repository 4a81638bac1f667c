import Files
import Foundation
import Glibc
import TestSupport
import Testing

struct OutputFileTests {
  private let folder = try! TemporaryFolder()

  @Test func `appears whole or not at all`() throws {
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

  @Test func `follows links and does not replace devices`() throws {
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

  @Test func `is written once at a time`() throws {
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

  @Test func `keeps the file's permissions`() throws {
    let path = try folder.write("file", "before")
    #expect(chmod(path, 0o640) == 0)
    try OutputFile(path: path).commit()
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o640)
  }

  @Test func `names what it cannot write`() throws {
    let path = folder.path("none/file")
    #expect(throws: FileError.cannotCreate(path: path, code: ENOENT)) { try OutputFile(path: path) }
    let full = try OutputFile(path: "/dev/full")
    #expect(throws: FileError.writeFailed(path: "/dev/full", code: ENOSPC)) {
      try full.write("too much")
    }
  }

  @Test(arguments: [0, 1, 1 << 16, 3_000_000])
  func `a name that ends in gz is compressed`(_ count: Int) throws {
    var random = SplitMix64(seed: 3)
    // Hardly compressible, so that what comes out of zlib fills its room many times.
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let files = try ["one.gz", "two.gz"].map { name in
      let output = try OutputFile(path: folder.path(name))
      for start in stride(from: 0, to: count, by: 100_000) {
        try output.write(bytes[start..<min(start + 100_000, count)].span)
      }
      try output.commit()
      return try folder.bytes(name)
    }
    #expect(files[0] == files[1])
    #expect(Array(files[0].prefix(8)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])  // no name, no time
    let unpacked = try ChildProcess.run(
      URL(fileURLWithPath: "/bin/gzip"), ["-dc", folder.path("one.gz")])
    #expect(unpacked.status == 0 && unpacked.standardOutput == bytes)
  }

  @Test func `a compressed file appears whole or not at all`() throws {
    do { try OutputFile(path: folder.path("text.gz")).write("after") }
    #expect(try folder.names == [])
    let full = folder.path("full.gz")
    #expect(symlink("/dev/full", full) == 0)
    let output = try OutputFile(path: full)
    #expect(throws: FileError.writeFailed(path: full, code: ENOSPC)) {
      try output.write("little")
      try output.commit()  // until when zlib keeps most of it
    }
  }

  @Test func `an open descriptor is written to where it is`() throws {
    let path = try folder.write("file", "before ")
    let descriptor = open(path, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    let link = folder.path("link")
    #expect(symlink("/dev/fd/\(descriptor)", link) == 0)
    for name in ["/dev/fd/\(descriptor)", "/proc/self/fd/\(descriptor)", link] {
      let output = try OutputFile(path: name)
      #expect(!output.isRegular)
      try output.write("and ")
      try output.commit()
    }
    #expect(try folder.text("file") == "before and and and ")
    #expect(try folder.names == ["file", "link"])
  }
}

/// `checkOutputs`, before anything is written.
struct FileIdentityTests {
  private let folder = try! TemporaryFolder()

  private func check(_ outputs: [String], _ inputs: [String]) -> FileError? {
    do throws(FileError) { try checkOutputs(outputs, besides: inputs) } catch { return error }
    return nil
  }

  @Test func `an output is not an input by any name`() throws {
    let path = try folder.write("text", "a\n")
    let link = folder.path("link")
    #expect(symlink("text", link) == 0)
    for name in [path, link, path.replacing("/text", with: "//./text")] {
      #expect(check([name], [path]) == .readAndWritten(path: name))
      #expect(check([path], [name]) == .readAndWritten(path: path))
    }
    let new = folder.path("new")
    #expect(check([new], [path]) == nil)
    #expect(
      check([new, folder.path("./new")], [path]) == .writtenTwice(path: folder.path("./new")))
  }

  @Test func `devices may be shared and standard input may not`() throws {
    #expect(check(["/dev/null", "/dev/null"], ["/dev/null"]) == nil)
    #expect(check([], ["-", "-"]) == .readTwice(path: "-"))
    #expect(check([], ["-", "/dev/stdin"]) == .readTwice(path: "-"))
    let path = try folder.write("text", "a\n")
    #expect(check([], [path, path]) == nil)
  }
}
