import Files
import TestSupport
import Testing

@testable import MemoryExperiment

@Suite struct MemoryWordsTests {
  struct Fault: CustomTestStringConvertible {
    var name: String
    var file: String
    var row: String
    var error: @Sendable (_ path: String, _ line: Int) -> MemoryError

    var testDescription: String { name }
  }

  /// Rows that are added at the end of a file, and what is wrong there.
  static let faults: [Fault] = [
    Fault(name: "a cell too few", file: "countries.tsv", row: "narnia\tnarnian") {
      .wrongColumns(path: $0, line: $1, expected: 3, found: 2)
    },
    Fault(name: "a cell too many", file: "fillers.txt", row: "it rained\tagain") {
      .wrongColumns(path: $0, line: $1, expected: 1, found: 2)
    },
    Fault(name: "an empty cell", file: "countries.tsv", row: "narnia\t\ten narnia") {
      .badSpacing(path: $0, line: $1, value: "")
    },
    Fault(name: "two spaces", file: "fillers.txt", row: "it  rained") {
      .badSpacing(path: $0, line: $1, value: "it  rained")
    },
    Fault(name: "a space at the end", file: "fillers.txt", row: "it rained ") {
      .badSpacing(path: $0, line: $1, value: "it rained ")
    },
    Fault(name: "an adjective of two tokens", file: "countries.tsv", row: "narnia\tof it\tlà") {
      .notOneToken(path: $0, line: $1, value: "of it")
    },
    Fault(name: "a year of two tokens", file: "years.txt", row: "1997 bc") {
      .notOneToken(path: $0, line: $1, value: "1997 bc")
    },
    Fault(name: "a gender that French has not", file: "subjects.tsv", row: "it\tit\tça\tn") {
      .unknownGender(path: $0, line: $1, value: "n")
    },
    Fault(name: "a country twice", file: "countries.tsv", row: "france\ta\tb") {
      .duplicate(path: $0, line: $1, firstLine: 2, value: "france")
    },
    Fault(name: "an adjective twice", file: "countries.tsv", row: "narnia\tfrench\tb") {
      .duplicate(path: $0, line: $1, firstLine: 2, value: "french")
    },
    Fault(name: "a place twice", file: "countries.tsv", row: "narnia\tb\ten france") {
      .duplicate(path: $0, line: $1, firstLine: 2, value: "en france")
    },
    Fault(name: "a filler twice", file: "fillers.txt", row: "luckily") {
      .duplicate(path: $0, line: $1, firstLine: 2, value: "luckily")
    },
    Fault(name: "a country in a filler", file: "fillers.txt", row: "she saw the united states .") {
      .namesCountry(path: $0, line: $1, value: "the united states")
    },
    Fault(name: "an adjective in a filler", file: "fillers.txt", row: "a greek book fell .") {
      .namesCountry(path: $0, line: $1, value: "greek")
    },
    Fault(
      name: "a country in a cue", file: "cues.txt",
      row: "{subject} moved from {origin} to {destination} in japan"
    ) { .namesCountry(path: $0, line: $1, value: "japan") },
    Fault(
      name: "the French answer in a query", file: "queries.tsv",
      row: "{subject} left\tand\t{subject} vit au japon avec {place}"
    ) { .namesCountry(path: $0, line: $1, value: "au japon") },
    Fault(name: "a slot of no meaning", file: "cues.txt", row: "{who} left {origin}") {
      .unknownSlot(path: $0, line: $1, value: "{who}")
    },
    Fault(
      name: "a slot of another file", file: "cues.txt",
      row: "{subject} left {origin} for {destination} {place}"
    ) { .unknownSlot(path: $0, line: $1, value: "{place}") },
    Fault(
      name: "a slot that is not a token", file: "cues.txt",
      row: "{subject} left {origin} for {destination}."
    ) { .unknownSlot(path: $0, line: $1, value: "{destination}.") },
    Fault(
      name: "three forms", file: "queries.tsv",
      row: "{subject} left\tand\t{subject} {a|b|c} {place}"
    ) { .unknownSlot(path: $0, line: $1, value: "{a|b|c}") },
    Fault(
      name: "one form", file: "queries.tsv", row: "{subject} left\tand\t{subject} {a|} {place}"
    ) { .unknownSlot(path: $0, line: $1, value: "{a|}") },
    Fault(name: "a cue without a destination", file: "cues.txt", row: "{subject} left {origin}") {
      .slotMissing(path: $0, line: $1, slot: "{destination}")
    },
    Fault(
      name: "a translation without a place", file: "queries.tsv",
      row: "{subject} left\tand\t{subject} vit là"
    ) { .slotMissing(path: $0, line: $1, slot: "{place}") },
    Fault(
      name: "a translation with the place elsewhere", file: "queries.tsv",
      row: "{subject} left\tand\t{place} {subject} dort"
    ) { .placeNotLast(path: $0, line: $1, value: "{place} {subject} dort") },
  ]

  @Test(arguments: faults)
  func `a fault is told with its file, line and value`(fault: Fault) throws {
    var lines = 0
    let folder = try Lists.copy(changing: fault.file) { text in
      lines = text.split(separator: "\n").count
      return "\(text)\n\(fault.row)\n"  // after an empty line, which counts
    }
    // A fault of the cells is found before it is counted how many rows there are.
    let path = "\(folder.url.path)/\(fault.file)"
    #expect(throws: fault.error(path, lines + 2)) { try MemoryWords(folder: folder.url.path) }
  }

  static let counts: [(file: String, kept: Int, least: Int, multiple: Int)] = [
    ("countries.tsv", 4, 8, 4), ("countries.tsv", 11, 8, 4), ("subjects.tsv", 0, 1, 1),
    ("years.txt", 0, 1, 1), ("cues.txt", 0, 1, 1), ("queries.tsv", 6, 4, 4),
    ("fillers.txt", 59, 4, 4),
  ]

  @Test(arguments: counts)
  func `a list that cannot be divided is refused`(
    file: String, kept: Int, least: Int, multiple: Int
  ) throws {
    let folder = try Lists.copy(changing: file) { text in
      text.split(separator: "\n").prefix(1 + kept).joined(separator: "\n")
    }
    let path = "\(folder.url.path)/\(file)"
    #expect(
      throws: MemoryError.wrongCount(path: path, found: kept, least: least, multiple: multiple)
    ) { try MemoryWords(folder: folder.url.path) }
  }

  @Test func `a missing list and one that is not UTF-8 are told as everywhere`() throws {
    let folder = try Lists.copy(changing: "") { $0 }
    let path = "\(folder.url.path)/cues.txt"
    try folder.write("cues.txt", [0x61, 0x0A, 0x62, 0xFF])
    #expect(throws: TextError.invalidUTF8(path: path, line: 2, byte: 2, value: 0xFF)) {
      try MemoryWords(folder: folder.url.path)
    }
    #expect(throws: FileError.missing(path: "/nowhere/countries.tsv")) {
      try MemoryWords(folder: "/nowhere")
    }
  }

  @Test func `fillers of which none can be spared cannot be held out`() throws {
    let folder = try Lists.copy(changing: "fillers.txt") { _ in "a1\na2\na3\na4\n" }
    let words = try MemoryWords(folder: folder.url.path)
    #expect(throws: MemoryError.noHeldOutFillers) { try MemoryCorpus(words: words, seed: 1) }
  }

  @Test func `line ends of Windows and a byte order mark are no part of the words`() throws {
    let folder = try Lists.copy(changing: "fillers.txt") {
      "\u{FEFF}" + $0.replacing("\n", with: "\r\n")
    }
    let (words, same) = (try MemoryWords(folder: folder.url.path), try Lists.words())
    #expect(words.fillers == same.fillers)
  }
}
