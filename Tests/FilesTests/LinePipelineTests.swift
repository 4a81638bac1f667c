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
  func `writes in order`(threads: Int) throws {
    let (text, drops) = try run(threads: threads)
    #expect(text == (1...5_000).map { "\($0) line \($0)\n" }.joined())
    #expect(drops == Array(stride(from: 100, through: 5_000, by: 100)))
  }

  @Test(arguments: [1, 2, 3, 8])
  func `fails with the first error and leaves nothing`(threads: Int) throws {
    for _ in 0..<20 {
      #expect(throws: Failure(line: 777)) {
        try run(threads: threads, failing: [777, 778, 779, 1_200, 4_000])
      }
    }
    #expect(try folder.names == ["in"])
  }
}
