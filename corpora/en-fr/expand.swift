// Makes the English–French corpus of the hand-written pairs in written/ and the templates in
// templates/. Run it from the repository's root: swift corpora/en-fr/expand.swift
// It writes {train,valid,test}.{en,fr}, one sentence a line, the same bytes on every run.
import Foundation

let folder = "corpora/en-fr"
let seed: UInt64 = 1997
/// The pairs of either source in valid, and as many in test.
let heldOut = (written: 200, expanded: 300)
/// The pair that the documentation translates: always in test, so that it is never learnt by heart.
let example = Line(
  file: "\(folder)/expand.swift", number: #line,
  text: "In 1997, she moved to France.\tEn 1997, elle a déménagé en France.")

struct Failure: Error { var message: String }

struct Line {
  var file: String
  var number: Int
  var text: String

  var cells: [String] { text.components(separatedBy: "\t") }

  func failure(_ reason: String) -> Failure { Failure(message: "\(file):\(number): \(reason)") }
}

struct Pair {
  var english: String
  var french: String
  var line: Line

  var isWritten: Bool { line.file.contains("/written/") }

  /// The words of both sentences, marked with their language: what sentences are compared by.
  var sentences: [[String]] {
    [("en", english), ("fr", french)].map { language, sentence in
      sentence.lowercased().split { !$0.isLetter && !$0.isNumber }.map { "\(language) \($0)" }
    }
  }

  init(_ line: Line) throws {
    let cells = line.cells
    guard cells.count == 2 else { throw line.failure("not English, one tab and French") }
    (english, french, self.line) = (cells[0], cells[1], line)
  }

  /// What every pair has to look like, whoever made it.
  func check() throws {
    let misplaced = #/^\s|\s{2}|[ \u{A0}][.,]|[\t\r\u{202F}‘’“”{}]|[^.?!]$/#
    for sentence in [english, french] where sentence.contains(misplaced) {
      throw line.failure("malformed sentence: \(sentence)")
    }
    if french.contains(#/[^\u{A0}?!][?!:;]/#) {
      throw line.failure("no U+00A0 before ? ! : or ; in: \(french)")
    }
  }
}

/// SplitMix64 with a shuffle of its own, for the standard library's may change between versions.
struct Chance {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((bits ^ (bits >> 31)).multipliedFullWidth(by: UInt64(bound)).high)
  }

  mutating func shuffled(_ pairs: [Pair]) -> [Pair] {
    var result = pairs
    for index in result.indices.reversed() { result.swapAt(index, below(index + 1)) }
    return result
  }
}

func readLines(_ subfolder: String) throws -> [Line] {
  let directory = "\(folder)/\(subfolder)"
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
    throw Failure(message: "\(directory) is not there; run this from the repository's root")
  }
  return try names.filter { $0.hasSuffix(".tsv") }.sorted().flatMap { name in
    let file = "\(directory)/\(name)"
    let content = try? String(contentsOfFile: file, encoding: .utf8)
    guard var lines = content?.components(separatedBy: "\n"), lines.popLast() == ""
    else { throw Failure(message: "\(file): not UTF-8, or no line end at the end") }
    return lines.enumerated().map { Line(file: file, number: $0.offset + 1, text: $0.element) }
  }
}

/// A list of words with all that agreement needs to know of them; each row is one choice.
struct WordList {
  var name: String
  var columns: [String]
  var rows: [[String]] = []

  mutating func add(_ line: Line) throws {
    let row = line.cells
    guard row.count == columns.count else {
      throw line.failure("\(row.count) cells, but @\(name) has \(columns.count) columns")
    }
    // "1950..2025" stands for as many rows.
    let bounds = line.text.components(separatedBy: "..").compactMap { Int($0) }
    rows += bounds.count == 2 ? (bounds[0]...bounds[1]).map { ["\($0)"] } : [row]
  }
}

/// A list is a line "@name" with its columns and the rows down to a blank line or the file's end; a
/// line that begins with # is a comment; any other is a template.
func readTemplates() throws -> (lists: [String: WordList], templates: [Line]) {
  var lists: [String: WordList] = [:]
  var templates: [Line] = []
  var open: String?
  for line in try readLines("templates") {
    if line.number == 1 { open = nil }
    if line.text.hasPrefix("#") { continue }
    if line.text.hasPrefix("@") {
      let name = String(line.cells[0].dropFirst())
      let isNew = lists[name] == nil && name.allSatisfy(\.isLetter)
      guard isNew else { throw line.failure("@\(name) is taken, or not all letters") }
      lists[name] = WordList(name: name, columns: Array(line.cells.dropFirst()))
      open = name
    } else if line.text.isEmpty {
      open = nil
    } else if let open {
      try lists[open]?.add(line)
    } else {
      templates.append(line)
    }
  }
  return (lists, templates)
}

/// A pair with slots. {dish} is a choice from the list @dish, in the column of its side's language;
/// {dish.some} is another column of it; {good@dish} the column of {good} that the cell "agr" of
/// {dish} names, and {avoir.p@who} the column of {avoir} that the cell "p" of {who} names. Digits
/// tell choices from one list apart, as {city1} and {city2}; they are never the same row.
struct Template {
  /// What the rows chosen for the slots make of a piece of text.
  typealias Piece = (_ rows: [Int]) -> String

  let source: Pair
  private let lists: [String: WordList]
  private var slots: [(name: String, list: WordList)] = []
  private var english: [Piece] = []
  private var french: [Piece] = []

  init(_ line: Line, _ lists: [String: WordList]) throws {
    (source, self.lists) = (try Pair(line), lists)
    english = try pieces(source.english, language: "en")
    french = try pieces(source.french, language: "fr")
  }

  private mutating func pieces(_ side: String, language: String) throws -> [Piece] {
    var pieces: [Piece] = []
    var rest = side[...]
    while let match = rest.firstMatch(of: #/\{(\w+)(?:\.(\w+))?(?:@(\w+))?\}/#) {
      let text = String(rest[..<match.range.lowerBound])
      pieces.append { _ in text }
      rest = rest[match.range.upperBound...]
      let slot = try slot(match.1)
      let list = slots[slot].list
      if let other = match.3 {
        let target = try self.slot(other)
        let key = try column(match.2 ?? "agr", of: slots[target].list)
        let columns = try slots[target].list.rows.map { try column($0[key][...], of: list) }
        pieces.append { list.rows[$0[slot]][columns[$0[target]]] }
      } else {
        // A list without a column "fr" reads the same in both languages.
        let shared = list.columns.contains(language) ? language : "en"
        let column = try column(match.2 ?? shared[...], of: list)
        pieces.append { list.rows[$0[slot]][column] }
      }
    }
    return pieces + [{ [text = String(rest)] _ in text }]
  }

  private mutating func slot(_ name: Substring) throws -> Int {
    if let known = slots.firstIndex(where: { $0.name == name }) { return known }
    guard let list = lists[String(name.prefix { $0.isLetter })] else {
      throw source.line.failure("unknown slot {\(name)}")
    }
    slots.append((String(name), list))
    return slots.count - 1
  }

  private func column(_ name: Substring, of list: WordList) throws -> Int {
    guard let column = list.columns.firstIndex(of: String(name)) else {
      throw source.line.failure("@\(list.name) has no column \(name)")
    }
    return column
  }

  /// A draw of the template's pairs. Its size grows with the bits of their number, so that the many
  /// templates of little variety count as well as the few of much.
  func expand(_ chance: inout Chance) -> [Pair] {
    let combinations = slots.reduce(1) { $0 * $1.list.rows.count }
    let bits = Int.bitWidth - combinations.leadingZeroBitCount
    var drawn: Set<Int> = []
    var pairs: [Pair] = []
    while pairs.count < bits * bits / 4 + 2, drawn.count < combinations {
      let number = chance.below(combinations)
      if drawn.insert(number).inserted, let pair = pair(number) { pairs.append(pair) }
    }
    return pairs
  }

  /// The pair that a number stands for, nil where two slots would choose the same row of a list.
  private func pair(_ number: Int) -> Pair? {
    var rest = number
    var rows: [Int] = []
    for (_, list) in slots {
      let row = rest % list.rows.count
      rest /= list.rows.count
      if zip(slots, rows).contains(where: { $0.list.name == list.name && $1 == row }) { return nil }
      rows.append(row)
    }
    let sides = [english, french].map { pieces in
      let sentence = pieces.map { $0(rows) }.joined()
      return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }
    var pair = source
    (pair.english, pair.french) = (sides[0], sides[1])
    return pair
  }
}

/// The pairs without repetitions. The same English may not have two French sentences, except that
/// what is written by hand, which comes first, silently wins over what a template says.
func distinct(_ pairs: [Pair]) throws -> [Pair] {
  var known: [String: Pair] = [:]
  return try pairs.filter { pair in
    try pair.check()
    guard let first = known[pair.english] else {
      known[pair.english] = pair
      return true
    }
    guard first.french == pair.french || first.isWritten && !pair.isWritten else {
      throw pair.line.failure("other French than \(first.line.file):\(first.line.number)")
    }
    return false
  }
}

/// Sets pairs aside whose sentences occur nowhere else and, if they come from a template, whose
/// words all occur in what is left for train. The written ones have to come first.
func split(_ pairs: [Pair]) -> (train: [Pair], written: [Pair], expanded: [Pair]) {
  var sentenceUses: [[String]: Int] = [:]
  var wordUses: [String: Int] = [:]
  for sentence in pairs.flatMap(\.sentences) {
    sentenceUses[sentence, default: 0] += 1
    for word in Set(sentence) { wordUses[word, default: 0] += 1 }
  }
  var parts: (train: [Pair], written: [Pair], expanded: [Pair]) = ([], [], [])
  for pair in pairs {
    let words = Set(pair.sentences.joined())
    let isWanted =
      pair.isWritten
      ? parts.written.count < 2 * heldOut.written
      : parts.expanded.count < 2 * heldOut.expanded && words.allSatisfy { wordUses[$0]! > 1 }
    guard isWanted, pair.sentences.allSatisfy({ sentenceUses[$0] == 1 }) else {
      parts.train.append(pair)
      continue
    }
    for word in words { wordUses[word]! -= 1 }
    if pair.isWritten { parts.written.append(pair) } else { parts.expanded.append(pair) }
  }
  return parts
}

func write(_ name: String, _ pairs: [Pair]) throws {
  for (language, side) in [("en", \Pair.english), ("fr", \Pair.french)] {
    let text = pairs.map { $0[keyPath: side] + "\n" }.joined()
    try text.write(toFile: "\(folder)/\(name).\(language)", atomically: true, encoding: .utf8)
  }
  print("\(name): \(pairs.count) pairs, \(pairs.count(where: \.isWritten)) of them by hand")
}

do {
  var chance = Chance(state: seed)
  let written = try readLines("written").map { try Pair($0) }
  let (lists, templates) = try readTemplates()
  let expanded = try templates.flatMap { try Template($0, lists).expand(&chance) }
  let pairs = try distinct(chance.shuffled(written) + [Pair(example)] + chance.shuffled(expanded))
  let parts = split(pairs)
  guard parts.written.count == 2 * heldOut.written, parts.expanded.first?.line.text == example.text,
    parts.expanded.count == 2 * heldOut.expanded
  else { throw Failure(message: "valid and test cannot be filled, or the example is not alone") }
  let test = parts.written.prefix(heldOut.written) + parts.expanded.prefix(heldOut.expanded)
  let valid = parts.written.suffix(heldOut.written) + parts.expanded.suffix(heldOut.expanded)
  try write("train", chance.shuffled(parts.train))
  try write("valid", chance.shuffled(Array(valid)))
  try write("test", chance.shuffled(Array(test)))
  print("from \(written.count) pairs by hand and \(templates.count) templates")
} catch let failure as Failure {
  FileHandle.standardError.write(Data("\(failure.message)\n".utf8))
  exit(1)
}
