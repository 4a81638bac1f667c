/// Sequences of ids one behind another in one array.
public struct IDSequences: Equatable, Sendable {
  public private(set) var ids: [Int32] = []
  /// Where each sequence begins in `ids`, and where the last one ends.
  public private(set) var offsets: [Int] = [0]

  public init() {}

  public init(_ sequences: some Sequence<some Sequence<Int32>>) {
    for sequence in sequences { append(sequence) }
  }

  public var count: Int { offsets.count - 1 }

  public var isEmpty: Bool { count == 0 }

  public subscript(index: Int) -> ArraySlice<Int32> { ids[offsets[index]..<offsets[index + 1]] }

  /// How many ids a sequence has.
  public func length(of index: Int) -> Int { offsets[index + 1] - offsets[index] }

  /// How many ids the longest sequence has: 0 where there is none.
  public var longest: Int { (0..<count).reduce(0) { max($0, length(of: $1)) } }

  public mutating func append(_ sequence: some Sequence<Int32>) {
    ids.append(contentsOf: sequence)
    offsets.append(ids.count)
  }

  /// Appends the sequence that `body` writes behind the others; nothing where it throws.
  public mutating func append(_ body: (inout [Int32]) throws -> Void) rethrows {
    do {
      try body(&ids)
    } catch {
      ids.removeSubrange(offsets[count]...)
      throw error
    }
    offsets.append(ids.count)
  }

  public mutating func append(contentsOf others: IDSequences) {
    let start = ids.count
    ids.append(contentsOf: others.ids)
    offsets.append(contentsOf: others.offsets.dropFirst().lazy.map { start + $0 })
  }

  public mutating func removeLast() {
    offsets.removeLast()
    ids.removeSubrange(offsets[count]...)
  }

  public mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    offsets.removeSubrange(1...)
  }

  /// Some of the sequences, in the order of their indices.
  public func selecting(_ indices: some Collection<Int>) -> IDSequences {
    var selected = IDSequences()
    selected.ids.reserveCapacity(indices.reduce(0) { $0 + length(of: $1) })
    selected.offsets.reserveCapacity(indices.count + 1)
    for index in indices { selected.append(self[index]) }
    return selected
  }
}
