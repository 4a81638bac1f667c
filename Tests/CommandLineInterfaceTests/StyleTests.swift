import Testing

@testable import CommandLineInterface

@Suite("Emphasis and counts")
struct StyleTests {
  @Test func `emphasis is for terminals that show it`() {
    let shown = Terminal(width: 80, showsColor: true).style
    #expect(shown.strong("a") == "\u{1B}[1ma\u{1B}[0m")
    #expect(shown.error("a") == "\u{1B}[1;31ma\u{1B}[0m")
    #expect(shown.strong("").isEmpty)
    #expect(Terminal(width: 80).style.strong("a") == "a")
    #expect(Terminal(width: nil).style.error("a") == "a")
  }

  @Test(arguments: [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (1000, "1000 lines")])
  func `A count agrees with its noun`(_ count: Int, _ text: String) {
    #expect(counted(count, "line") == text)
  }

  @Test func `a plural of its own`() {
    #expect(counted(1, "entry", plural: "entries") == "1 entry")
    #expect(counted(2, "entry", plural: "entries") == "2 entries")
  }
}
