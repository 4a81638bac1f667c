import Files

// Ours rather than the standard library's, whose ways may change: a seed gives the same corpus on
// every machine.
extension SplitMix64 {
  mutating func index(below bound: Int) -> Int { Int(next(below: UInt64(bound))) }

  mutating func element<Element>(of array: [Element]) -> Element {
    array[index(below: array.count)]
  }

  /// Each order as likely as any other (Fisher and Yates).
  mutating func shuffled<Element>(_ elements: some Sequence<Element>) -> [Element] {
    var array = Array(elements)
    for last in array.indices.dropFirst().reversed() {
      array.swapAt(last, index(below: last + 1))
    }
    return array
  }

  /// Numbers from 0 in an order in which none keeps its place: a single cycle (Sattolo 1986).
  package mutating func cycle(of count: Int) -> [Int] {
    var array = Array(0..<count)
    for last in array.indices.dropFirst().reversed() {
      array.swapAt(last, index(below: last))
    }
    return array
  }
}
