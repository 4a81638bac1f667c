/// Text of a part that stands in an earlier part too: a test set that was trained on.
public struct CorpusOverlap: Equatable, Sendable, Encodable {
  public enum Kind: String, CaseIterable, Encodable, Sendable {
    case source, target, pair
  }
  public struct Place: Equatable, Sendable, Encodable {
    public var line: Int
    public var earlierLine: Int
  }

  public var kind: Kind
  public var part: String
  public var earlierPart: String
  /// How many of the part's lines stand in the earlier part.
  public var count: Int
  /// The first of them as the earlier part is read, each with the line there.
  public var places: [Place]
}

/// Compares the parts of a corpus with each other, by hashes of the lines (see `PairKey`).
///
/// The parts are added last to first, and each is kept to be compared with those before it; so the
/// first, which is the large one, is never in memory. A line of the others takes some 150 bytes.
struct OverlapCheck {
  private let placesKept: Int
  private var earlierPart = ""
  private var laterParts: [PartIndex] = []  // one for each kind
  private var current: [PartIndex] = []
  private(set) var overlaps: [CorpusOverlap] = []

  init(placesKept: Int) { self.placesKept = placesKept }

  /// Begins a part; the first of all, which comes last, need not be kept.
  mutating func begin(_ part: String, isKept: Bool) {
    earlierPart = part
    current = isKept ? CorpusOverlap.Kind.allCases.map { PartIndex(part: part, kind: $0) } : []
  }

  mutating func add(_ key: PairKey, line: Int) {
    for index in laterParts.indices {
      laterParts[index].compare(key, line: line, placesKept: placesKept)
    }
    for index in current.indices { current[index].add(key, line: line) }
  }

  mutating func end() {
    overlaps = laterParts.indices.map { laterParts[$0].takeOverlap(with: earlierPart) } + overlaps
    laterParts = current + laterParts
  }
}

/// Where the texts of a part stand, and which of them were met in the earlier part being read.
private struct PartIndex {
  private struct Lines {
    var first: UInt32
    var count: UInt32 = 0
    var areMet = false
  }
  private let part: String
  private let kind: CorpusOverlap.Kind
  private var lines: [UInt64: Lines] = [:]
  private var met: [UInt64] = []
  private var count = 0
  private var places: [CorpusOverlap.Place] = []

  init(part: String, kind: CorpusOverlap.Kind) {
    self.part = part
    self.kind = kind
  }

  mutating func add(_ key: PairKey, line: Int) {
    guard let hash = key[kind] else { return }
    lines[hash, default: Lines(first: UInt32(line))].count += 1
  }

  mutating func compare(_ key: PairKey, line: Int, placesKept: Int) {
    guard let hash = key[kind], let found = lines[hash], !found.areMet else { return }
    lines[hash]?.areMet = true
    met.append(hash)
    count += Int(found.count)
    if places.count < placesKept {
      places.append(CorpusOverlap.Place(line: Int(found.first), earlierLine: line))
    }
  }

  /// What was met, and forgets it.
  mutating func takeOverlap(with earlierPart: String) -> CorpusOverlap {
    defer {
      for hash in met { lines[hash]?.areMet = false }
      (met, count, places) = ([], 0, [])
    }
    return CorpusOverlap(
      kind: kind, part: part, earlierPart: earlierPart, count: count, places: places)
  }
}

extension PairKey {
  fileprivate subscript(kind: CorpusOverlap.Kind) -> UInt64? {
    switch kind {
    case .source: source
    case .target: target
    case .pair: pair
    }
  }
}
