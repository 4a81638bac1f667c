/// How often a line's references have each n-gram, for every length up to the longest. A tree: the
/// parent of an n-gram's node is that of the n-gram without its last symbol. The nodes are in one
/// table with open addressing, found by their parent and their last symbol, so that nothing of an
/// n-gram but its last symbol is ever hashed or compared. Exact; about 5 ns an n-gram.
struct NgramTable {
  let longest: Int
  private var nodes: [Node] = []
  private var shift = 0  // of a hash's 64 bits, to leave as many as the table has places
  private var sequences: UInt32 = 0

  private struct Node {
    var key: UInt64
    /// Occurrences in the sequence that has most of them, less those taken.
    var most: UInt32 = 0
    /// Occurrences in the sequence that was added last.
    var last: UInt32 = 0
    var sequence: UInt32 = 0

    static let empty = Node(key: .max)
  }

  init(longest: Int) { self.longest = longest }

  /// Empties the table, and adds these sequences. An n-gram counts as often as in the sequence that has
  /// it most.
  mutating func fill(with added: some Collection<[UInt32]>) {
    clear(room: added.reduce(0) { $0 + $1.count } * longest)
    for sequence in added { add(sequence) }
  }

  /// How many n-grams of each length, the shortest first, a sequence shares with the table. Takes them
  /// out of it.
  mutating func takeMatches(of sequence: [UInt32]) -> [Int] {
    var matches = [Int](repeating: 0, count: longest)
    for start in sequence.indices {
      var parent: UInt64 = 0
      for end in start..<min(start + longest, sequence.count) {
        let place = place(of: parent << 32 | UInt64(sequence[end]))
        if nodes[place].key == .max { break }  // nor is there any longer one
        if nodes[place].most > 0 {
          nodes[place].most -= 1
          matches[end - start] += 1
        }
        parent = UInt64(place) + 1
      }
    }
    return matches
  }

  private mutating func add(_ sequence: [UInt32]) {
    sequences += 1
    for start in sequence.indices {
      var parent: UInt64 = 0
      for end in start..<min(start + longest, sequence.count) {
        let key = parent << 32 | UInt64(sequence[end])
        let place = place(of: key)
        nodes[place].key = key
        count(at: place)
        parent = UInt64(place) + 1
      }
    }
  }

  private mutating func count(at place: Int) {
    if nodes[place].sequence != sequences {
      nodes[place].sequence = sequences
      nodes[place].last = 0
    }
    nodes[place].last += 1
    nodes[place].most = max(nodes[place].most, nodes[place].last)
  }

  // MARK: The table

  /// Empties it, and makes it large enough to be half full at most.
  private mutating func clear(room: Int) {
    var bits = 4
    while 1 << bits < 2 * room { bits += 1 }
    shift = 64 - bits
    sequences = 0
    nodes.removeAll(keepingCapacity: true)
    nodes.append(contentsOf: repeatElement(.empty, count: 1 << bits))
  }

  /// Where the node is, or the empty place where it would be put.
  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift))
    while nodes[place].key != key && nodes[place].key != .max {
      place = (place + 1) & (nodes.count - 1)
    }
    return place
  }
}

/// How many n-grams of a length there are in a sequence of symbols.
func ngramCount(_ symbols: Int, length: Int) -> Int { max(0, symbols - length + 1) }
