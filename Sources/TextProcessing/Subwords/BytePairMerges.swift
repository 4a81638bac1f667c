import Files

/// The merges of byte-pair encoding (Sennrich, Haddow and Birch 2016) in the order in which they were
/// learned, and their file format, which is subword-nmt's: a line with the version, then two symbols
/// a line.
///
///     let counts = try countTokens(inLinesOf: ["train.en"])
///     let merges = BytePairMerges(learnedFrom: counts, limit: 8_000)
public struct BytePairMerges: Equatable, Sendable {
  /// How a word's last symbol is told from the same symbol inside a word.
  public enum Version: String, Sendable {
    /// `</w>` is a symbol by itself.
    case endOfWordApart = "0.1"
    /// `</w>` belongs to the last character.
    case endOfWordAttached = "0.2"
  }

  private struct Place: Equatable {
    var left: Range<Int>
    var right: Range<Int>
  }

  /// That of the file, or the newest.
  public let version: Version
  private var lines: [UInt8] = []
  private var places: [Place] = []

  static let endOfWord = Array("</w>".utf8)
  private static let versionMark = Array("#version:".utf8)

  init(version: Version = .endOfWordAttached) { self.version = version }

  /// The number of merges.
  public var count: Int { places.count }

  /// The file's bytes, which begin with the version even where it was read without one.
  public var bytes: [UInt8] { Self.versionMark + Array(" \(version.rawValue)\n".utf8) + lines }

  func left(_ index: Int) -> ArraySlice<UInt8> { lines[places[index].left] }
  func right(_ index: Int) -> ArraySlice<UInt8> { lines[places[index].right] }

  /// Neither symbol is empty or holds a space or a line feed.
  mutating func append(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) {
    let start = lines.count
    lines += left
    lines.append(space)
    lines += right
    lines.append(lineFeed)
    let middle = start + left.count
    places.append(Place(left: start..<middle, right: (middle + 1)..<(lines.count - 1)))
  }
}

extension BytePairMerges {
  /// Reads a file. One without a line for the version is 0.1, one with that line alone holds no
  /// merges, and of a repeated merge the first counts. Throws a `BytePairError`, a `FileError` or a
  /// `TextError`.
  public init(path: String) throws {
    let reader = try LineReader(path: path)
    var bytes: [UInt8] = []
    while let block = try reader.nextBlock() { bytes += block.bytes }
    try self.init(bytes: bytes, path: path)
  }

  /// Reads a file's bytes. `path` is for errors.
  public init(bytes: [UInt8], path: String) throws {
    let end = bytes.lastIndex { $0 != lineFeed && $0 != carriageReturn }
    guard let end else { throw BytePairError.emptyMerges(path: path) }
    let block = LineBlock(path: path, bytes: Array(bytes[...end]))
    var lines = block.makeIterator()
    let header = lines.next().map { block.bytes[$0.text] } ?? []
    let version = try Self.version(header, path: path)
    self.init(version: version ?? .endOfWordApart)
    _ = try block.forEachLine(ifInvalid: .error) { _, line in
      if line.number == 1 && version != nil { return }
      try append(line: block.bytes[line.text], number: line.number, path: path)
    }
  }

  private mutating func append(line: ArraySlice<UInt8>, number: Int, path: String) throws {
    let symbols = line.trimmingBlanks.split(
      separator: space, maxSplits: 2, omittingEmptySubsequences: false)
    guard symbols.count == 2, !symbols[0].isEmpty, !symbols[1].isEmpty else {
      let value = String(decoding: line, as: UTF8.self)
      throw BytePairError.malformedMerge(path: path, line: number, value: value)
    }
    append(symbols[0], symbols[1])
  }

  /// The version in the first line (`0.2`, or `0.2.0`), or nil where that line has none.
  private static func version(_ line: ArraySlice<UInt8>, path: String) throws -> Version? {
    guard line.starts(with: versionMark) else { return nil }
    let value = String(decoding: line.dropFirst(versionMark.count).trimmingBlanks, as: UTF8.self)
    var parts = value.split(separator: ".", omittingEmptySubsequences: false)
    while parts.count > 2, parts.last?.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) == true {
      parts.removeLast()
    }
    guard let version = Version(rawValue: parts.joined(separator: ".")) else {
      throw BytePairError.unknownVersion(path: path, value: value)
    }
    return version
  }
}

extension ArraySlice<UInt8> {
  /// Without the spaces and carriage returns around it.
  var trimmingBlanks: Self {
    let isBlank = { (byte: UInt8) in byte == space || byte == carriageReturn }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return [] }
    return self[first...last]
  }
}

/// Why a file or an option of byte-pair encoding cannot be used. Lines count from 1.
public enum BytePairError: Error, Equatable, Sendable {
  /// No line at all, not even the version's.
  case emptyMerges(path: String)
  /// Neither 0.1 nor 0.2; `value` is the version in the first line.
  case unknownVersion(path: String, value: String)
  /// The line is not two symbols with a space between them.
  case malformedMerge(path: String, line: Int, value: String)
  /// The line is not a piece and its count.
  case malformedCount(path: String, line: Int, value: String)
  /// Not a regular expression.
  case malformedGlossary(pattern: String)
}
