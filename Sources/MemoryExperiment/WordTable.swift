import Files

/// A file of words: a row in each line, cells between tabs, tokens between single spaces. Lines that are
/// empty or begin with `#` are skipped.
struct WordTable {
  let path: String
  private(set) var rows: [[Cell]] = []

  init(contentsOf path: String, columns: Int = 1) throws {
    self.path = path
    let reader = try LineReader(path: path)
    while let block = try reader.nextBlock() {
      _ = try block.forEachLine(ifInvalid: .error) { _, line in
        let text = block.bytes[line.text]
        if text.isEmpty || text.first == UInt8(ascii: "#") { return }
        rows.append(try Self.row(text, columns: columns, path: path, line: line.number))
      }
    }
  }

  private static func row(
    _ text: ArraySlice<UInt8>, columns: Int, path: String, line: Int
  ) throws(MemoryError) -> [Cell] {
    let cells = text.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard cells.count == columns else {
      throw .wrongColumns(path: path, line: line, expected: columns, found: cells.count)
    }
    var row: [Cell] = []
    for cell in cells { row.append(try Cell(cell, path: path, line: line)) }
    return row
  }

  /// Throws where two rows have the same in one of the columns.
  func requireDistinct(columns: Int...) throws(MemoryError) {
    for column in columns {
      var firstLines: [[[UInt8]]: Int] = [:]
      for cell in rows.map({ $0[column] }) {
        if let first = firstLines.updateValue(cell.line, forKey: cell.tokens) {
          throw .duplicate(path: path, line: cell.line, firstLine: first, value: cell.text)
        }
      }
    }
  }

  func requireCount(least: Int, multiple: Int = 1) throws(MemoryError) {
    guard rows.count >= least, rows.count.isMultiple(of: multiple) else {
      throw .wrongCount(path: path, found: rows.count, least: least, multiple: multiple)
    }
  }

  /// Throws where one of the names, each a run of tokens, stands in any cell.
  func requireNone(of names: [[[UInt8]]]) throws(MemoryError) {
    for cell in rows.joined() {
      for name in names where cell.tokens.containsRun(name) {
        throw .namesCountry(path: path, line: cell.line, value: spelling(name))
      }
    }
  }
}

/// The tokens between two tabs, and their place.
struct Cell {
  let path: String
  let line: Int
  let tokens: [[UInt8]]

  init(_ bytes: ArraySlice<UInt8>, path: String, line: Int) throws(MemoryError) {
    let tokens = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard tokens.allSatisfy({ !$0.isEmpty }) else {
      let value = String(decoding: bytes, as: UTF8.self)
      throw .badSpacing(path: path, line: line, value: value)
    }
    self.path = path
    self.line = line
    self.tokens = tokens.map(Array.init)
  }

  var text: String { spelling(tokens) }

  func oneToken() throws(MemoryError) -> [UInt8] {
    guard tokens.count == 1 else { throw .notOneToken(path: path, line: line, value: text) }
    return tokens[0]
  }
}

func spelling(_ tokens: [[UInt8]]) -> String {
  String(decoding: Array(tokens.joined(separator: " ".utf8)), as: UTF8.self)
}

extension [[UInt8]] {
  fileprivate func containsRun(_ run: [[UInt8]]) -> Bool {
    indices.contains { self[$0...].starts(with: run) }
  }
}

/// Why the lists of words cannot be used. Lines count from 1.
package enum MemoryError: Error, Equatable, Sendable {
  case wrongColumns(path: String, line: Int, expected: Int, found: Int)
  /// A cell is empty, or its tokens are not separated by single spaces.
  case badSpacing(path: String, line: Int, value: String)
  case notOneToken(path: String, line: Int, value: String)
  case unknownGender(path: String, line: Int, value: String)
  /// A token with braces that is not a slot, or not one that can be filled in this column.
  case unknownSlot(path: String, line: Int, value: String)
  case slotMissing(path: String, line: Int, slot: String)
  /// The translation does not end in the words that it is about.
  case placeNotLast(path: String, line: Int, value: String)
  case duplicate(path: String, line: Int, firstLine: Int, value: String)
  /// A country outside of `countries.tsv`: here it would give the answer away.
  case namesCountry(path: String, line: Int, value: String)
  /// There are too few rows, or their number is not a multiple of `multiple`.
  case wrongCount(path: String, found: Int, least: Int, multiple: Int)
  /// No quarter of the fillers was found whose words are all in the others.
  case noHeldOutFillers
  /// No fillers have exactly this many tokens together.
  case unfillable(tokens: Int)
}
