import Testing

@testable import Training

@Suite struct ArrayShardsTests {
  static let block = ArrayShards.blockLength

  static let cases: [(count: Int, limit: Int, shards: [Range<Int>])] = [
    (0, 4, [0..<0]),
    (1, 4, [0..<1]),
    (block, 2, [0..<block]),
    (block + 1, 2, [0..<block, block..<block + 1]),
    (3 * block, 2, [0..<block, block..<3 * block]),
    (5 * block - 7, 3, [0..<block, block..<3 * block, 3 * block..<5 * block - 7]),
    (9 * block, 1, [0..<9 * block]),
  ]

  @Test(arguments: cases)
  func `cuts at blocks`(_ count: Int, _ limit: Int, _ expected: [Range<Int>]) {
    let shards = ArrayShards(count: count, atMost: limit)
    #expect((0..<shards.number).map { shards[$0] } == expected)
  }
}
