/// The countries, the people and the sentences of the experiment. All of them are read from a folder's
/// files, so that no program can know a country beforehand.
package struct MemoryWords: Sendable {
  package struct Country: Equatable, Sendable {
    package let name: [[UInt8]]
    package let adjective: [UInt8]
    package let place: [[UInt8]]  // in it, in French
  }

  struct Subject {
    let name: [[UInt8]]
    let pronoun: [UInt8]
    let frenchName: [[UInt8]]
    let gender: Gender
  }

  /// The last sentence, its continuation up to the adjective, and its translation.
  struct Query {
    let sentence: Template
    let continuation: Template
    let french: Template
  }

  package let countries: [Country]
  let subjects: [Subject]
  let years: [[UInt8]]
  let cues: [Template]
  let queries: [Query]
  let fillers: [[[UInt8]]]

  package var queryCount: Int { queries.count }
  package var fillerCount: Int { fillers.count }

  /// Reads `countries.tsv`, `subjects.tsv`, `years.txt`, `cues.txt`, `queries.tsv` and
  /// `fillers.txt`. Throws `MemoryError`, `FileError` and `TextError`.
  package init(folder: String) throws {
    func table(_ name: String, columns: Int = 1) throws -> WordTable {
      try WordTable(contentsOf: "\(folder)/\(name)", columns: columns)
    }
    let countryTable = try table("countries.tsv", columns: 3)
    countries = try Self.countries(countryTable)
    let names = countries.flatMap { [$0.name, [$0.adjective], $0.place] }
    func neutral(_ name: String, columns: Int = 1) throws -> WordTable {
      let table = try table(name, columns: columns)
      try table.requireNone(of: names)
      return table
    }
    subjects = try Self.subjects(try neutral("subjects.tsv", columns: 4))
    years = try Self.years(try neutral("years.txt"))
    cues = try Self.cues(try neutral("cues.txt"))
    queries = try Self.queries(try neutral("queries.tsv", columns: 3))
    fillers = try Self.fillers(try neutral("fillers.txt"))
  }

  // MARK: The files

  /// A quarter of them is held out of each query, and a mirror pair takes at least two.
  private static func countries(_ table: WordTable) throws -> [Country] {
    try table.requireDistinct(columns: 0, 1, 2)
    let countries = try table.rows.map { row in
      Country(name: row[0].tokens, adjective: try row[1].oneToken(), place: row[2].tokens)
    }
    try table.requireCount(least: 8, multiple: 4)
    return countries
  }

  private static func subjects(_ table: WordTable) throws -> [Subject] {
    try table.requireDistinct(columns: 0)
    try table.requireCount(least: 1)
    return try table.rows.map { row in
      guard let gender = Gender(rawValue: row[3].text) else {
        throw MemoryError.unknownGender(path: table.path, line: row[3].line, value: row[3].text)
      }
      return Subject(
        name: row[0].tokens, pronoun: try row[1].oneToken(), frenchName: row[2].tokens,
        gender: gender)
    }
  }

  private static func years(_ table: WordTable) throws -> [[UInt8]] {
    try table.requireDistinct(columns: 0)
    try table.requireCount(least: 1)
    return try table.rows.map { try $0[0].oneToken() }
  }

  private static func cues(_ table: WordTable) throws -> [Template] {
    try table.requireDistinct(columns: 0)
    try table.requireCount(least: 1)
    return try table.rows.map {
      try Template($0[0], slots: [.subject, .origin, .destination], optional: [.year])
    }
  }

  private static func queries(_ table: WordTable) throws -> [Query] {
    try table.requireDistinct(columns: 0, 2)
    let queries = try table.rows.map { row in
      let query = Query(
        sentence: try Template(row[0], slots: [.subject], optional: [.pronoun]),
        continuation: try Template(row[1], slots: [], optional: [.subject, .pronoun]),
        french: try Template(row[2], slots: [.subject, .place]))
      guard query.french.ends(in: .place) else {
        throw MemoryError.placeNotLast(path: table.path, line: row[2].line, value: row[2].text)
      }
      return query
    }
    try table.requireCount(least: 4, multiple: 4)
    return queries
  }

  private static func fillers(_ table: WordTable) throws -> [[[UInt8]]] {
    try table.requireDistinct(columns: 0)
    try table.requireCount(least: 4, multiple: 4)
    return table.rows.map { $0[0].tokens }
  }
}

// MARK: Templates

/// A placeholder in a template.
enum Slot: String {
  case year, subject, pronoun, origin, destination, place

  var spelling: String { "{\(rawValue)}" }
}

package enum Gender: String, Sendable {
  case masculine = "m"
  case feminine = "f"
}

/// A row of tokens, of which some are slots such as `{subject}`. `{heureux|heureuse}` agrees with the
/// subject: the masculine form, then the feminine one.
struct Template: Sendable {
  private enum Piece {
    case token([UInt8])
    case slot(Slot)
    case agreeing(masculine: [UInt8], feminine: [UInt8])
  }

  private let pieces: [Piece]

  /// `slots` are required.
  init(_ cell: Cell, slots: [Slot], optional: [Slot] = []) throws(MemoryError) {
    var pieces: [Piece] = []
    var missing = slots
    for token in cell.tokens {
      let piece = Self.piece(token)
      if case .slot(let slot) = piece { missing.removeAll { $0 == slot } }
      guard let piece, Self.fits(piece, slots + optional) else {
        let value = String(decoding: token, as: UTF8.self)
        throw .unknownSlot(path: cell.path, line: cell.line, value: value)
      }
      pieces.append(piece)
    }
    if let slot = missing.first {
      throw .slotMissing(path: cell.path, line: cell.line, slot: slot.spelling)
    }
    self.pieces = pieces
  }

  /// Nil where braces do not enclose a slot's name or two forms.
  private static func piece(_ token: [UInt8]) -> Piece? {
    let signs = "{|}".utf8
    guard token.contains(where: signs.contains) else { return .token(token) }
    guard token.first == UInt8(ascii: "{"), token.last == UInt8(ascii: "}") else { return nil }
    let forms = token.dropFirst().dropLast()
      .split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard forms.allSatisfy({ !$0.isEmpty && !$0.contains(where: signs.contains) }) else {
      return nil
    }
    switch forms.count {
    case 1: return Slot(rawValue: String(decoding: forms[0], as: UTF8.self)).map(Piece.slot)
    case 2: return .agreeing(masculine: Array(forms[0]), feminine: Array(forms[1]))
    default: return nil
    }
  }

  private static func fits(_ piece: Piece, _ slots: [Slot]) -> Bool {
    if case .slot(let slot) = piece { slots.contains(slot) } else { true }
  }

  func ends(in slot: Slot) -> Bool {
    if case .slot(slot) = pieces.last { true } else { false }
  }

  /// The tokens that are the same whatever the slots are filled with.
  var fixedTokens: [[UInt8]] {
    pieces.compactMap { if case .token(let token) = $0 { token } else { nil } }
  }

  func filled(_ gender: Gender, _ value: (Slot) -> [[UInt8]]) -> [[UInt8]] {
    pieces.flatMap { piece in
      switch piece {
      case .token(let token): [token]
      case .slot(let slot): value(slot)
      case .agreeing(let masculine, let feminine): [gender == .masculine ? masculine : feminine]
      }
    }
  }
}
