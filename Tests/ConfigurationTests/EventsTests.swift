import CYAML
import Testing

/// What libyaml sees, through our header.
@Suite("Events of YAML")
struct EventsTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var events: [String]

    init(_ name: String, _ text: String, _ events: [String]) {
      (testDescription, self.text, self.events) = (name, text, events)
    }
  }

  @Test(arguments: [
    Case("nothing", "", ["1:1 end"]),
    Case("a comment", "# nothing\n", ["2:1 end"]),
    Case(
      "a mapping", "a: 1\nbc: 'd'\n",
      [
        "1:1 document", "1:1 mapping", "1:1 plain a", "1:4 plain 1", "2:1 plain bc",
        "2:5 quoted d",
        "3:1 close", "3:1 end",
      ]),
    Case(
      "a list", "- é\n- [x, \"y\"]\n",
      [
        "1:1 document", "1:1 sequence", "1:3 plain é", "2:3 sequence", "2:4 plain x",
        "2:7 quoted y", "2:10 close", "3:1 close", "3:1 end",
      ]),
    Case(
      "an anchor, an alias and a tag", "[&a 1, *a, !t 2, &b [], &c {}]",
      [
        "1:1 document", "1:1 sequence", "1:2 plain 1 &a", "1:8 alias a", "1:12 plain 2 !t",
        "1:18 sequence &b", "1:22 close", "1:25 mapping &c", "1:29 close", "1:30 close",
        "2:1 end",
      ]),
    Case(
      "two documents", "a\n---\nb\n",
      ["1:1 document", "1:1 plain a", "2:1 document", "3:1 plain b", "4:1 end"]),
    Case(
      "a zero", #""a\0b""#, ["1:1 document", "1:1 quoted a\0b", "2:1 end"]),
    Case(
      "what does not close", "a: \"b\n",
      [
        "1:1 document", "1:1 mapping", "1:1 plain a",
        "2:1 failure found unexpected end of stream while scanning a quoted scalar that begins on line 1",
        "1:1 end",
      ]),
    Case(
      "what is out of place", "a: b: c",
      [
        "1:1 document", "1:1 mapping", "1:1 plain a", "1:4 plain b",
        "1:5 failure mapping values are not allowed in this context", "1:1 end",
      ]),
    Case(
      "a control character", "a: 1\nbé: \u{1}\n",
      ["2:5 failure control characters are not allowed", "1:1 end"]),
  ])
  func `have the line and the column of`(_ item: Case) throws {
    let text = Array(item.text.utf8)
    let reader = try #require(cyaml_open(text, Int64(text.count)))
    defer { cyaml_close(reader) }
    for expected in item.events {
      let found = Self.words(cyaml_next(reader))
      #expect(Array(found.utf8) == Array(expected.utf8), "\(found), not \(expected)")
    }
    #expect(cyaml_next(reader).kind == CYAML_END, "and nothing after the end")
  }

  @Test
  func `UTF-16 is not UTF-8, mark or no mark`() throws {
    let reader = try #require(cyaml_open([0xFF, 0xFE, 0x61, 0x00], 4))
    defer { cyaml_close(reader) }
    #expect(Self.words(cyaml_next(reader)) == "1:1 failure invalid leading UTF-8 octet")
  }

  private static func words(_ event: CYAMLEvent) -> String {
    let kind =
      switch event.kind {
      case CYAML_DOCUMENT: "document"
      case CYAML_SCALAR: event.isPlain ? "plain" : "quoted"
      case CYAML_SEQUENCE: "sequence"
      case CYAML_MAPPING: "mapping"
      case CYAML_CLOSE: "close"
      case CYAML_ALIAS: "alias"
      case CYAML_FAILURE: "failure"
      default: "end"
      }
    let text = event.text.map {
      " "
        + String(decoding: UnsafeBufferPointer(start: $0, count: Int(event.length)), as: UTF8.self)
    }
    let anchor = event.anchor.map { " &" + String(cString: $0) }
    let tag = event.tag.map { " " + String(cString: $0) }
    return "\(event.line):\(event.column) \(kind)"
      + [text, anchor, tag].compactMap { $0 }.joined()
  }
}
