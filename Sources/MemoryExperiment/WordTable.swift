import Files

/// A file of words: a row a line, cells between tabs, tokens between single spaces.
///
/// Lines that are empty or begin with `#` are passed by.
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

/// The tokens between two tabs, and where they stand.
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
