import TestSupport
import Testing

@testable import TextProcessing

@Suite struct TokenTableTests {
  @Test func `numbers tokens as they come and finds them again`() {
    var table = TokenTable()
    let tokens = (0..<1000).map { utf8("w\($0 &* 7919)") } + [utf8("\u{E9}"), utf8("e\u{301}"), []]
    for (index, token) in tokens.enumerated() { #expect(table.insert(token.span) == index) }
    for (index, token) in tokens.enumerated() {
      #expect(table.insert(token.span) == index)
      #expect(table.index(of: token.span) == index)
      #expect(table[index].elementsEqual(token))
    }
    #expect(table.count == tokens.count)
    #expect(table.index(of: utf8("w").span) == nil)
  }

  static let pairs: [(name: String, first: String, second: String)] = [
    ("a letter before the next", "a", "b"),
    ("a beginning before the whole", "ab", "abc"),
    ("capitals before small letters", "Z", "a"),
    ("bytes without sign", "z", "é"),
    ("a base letter before the composed one", "e\u{301}", "\u{E9}"),
  ]

  @Test(arguments: pairs)
  func `orders by bytes`(_ name: String, _ first: String, _ second: String) {
    var table = TokenTable()
    let (low, high) = (table.insert(utf8(first).span), table.insert(utf8(second).span))
    #expect(table.precedes(low, high), "\(name)")
    #expect(!table.precedes(high, low), "\(name)")
    #expect(!table.precedes(low, low), "\(name)")
  }
}
