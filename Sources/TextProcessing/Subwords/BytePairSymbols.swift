/// The symbols that learning has met. Two symbols with the same bytes are one symbol, however they
/// were put together: `ab` + `c` is `a` + `bc`.
struct BytePairSymbols {
  private var strings = TokenTable()
  private var heads: [UInt64] = []  // the first eight bytes: they decide most comparisons
  private var isSpaced: [Bool] = []

  subscript(symbol: Symbol) -> ArraySlice<UInt8> { strings[Int(symbol)] }

  mutating func insert(_ string: ArraySlice<UInt8>) -> Symbol {
    let number = strings.insert(string.span)
    if number == heads.count {
      heads.append(head(string))
      let text = String(decoding: string, as: UTF8.self)
      isSpaced.append(text.unicodeScalars.contains(where: isSpace))
    }
    return Symbol(number)
  }

  mutating func join(_ left: Symbol, _ right: Symbol) -> Symbol {
    insert(self[left] + self[right])
  }

  /// Whether the left symbol's bytes, which are in the order of its code points, come first.
  func isLess(_ left: Symbol, _ right: Symbol) -> Bool {
    let (leftHead, rightHead) = (heads[Int(left)], heads[Int(right)])
    if leftHead != rightHead { return leftHead < rightHead }
    return left != right && self[left].lexicographicallyPrecedes(self[right])
  }
}

// subword-nmt replaces a pair by means of a regular expression on the word's symbols written with
// spaces between them, for which white space inside a symbol (U+00A0, U+3000 and others that do not
// split words) is a symbol's end as good as any. Such a symbol is matched by its part.
extension BytePairSymbols {
  /// Whether the symbol is `part` or ends with it after white space; the part must begin at or after
  /// the byte `start`.
  func ends(_ symbol: Symbol, with part: Symbol, from start: Int) -> Bool {
    if symbol == part { return start == 0 }
    guard isSpaced[Int(symbol)] else { return false }
    let (whole, part) = (self[symbol], self[part])
    let rest = whole.dropLast(part.count)
    return rest.count >= start && rest.count + part.count == whole.count
      && whole.suffix(part.count) == part
      && String(decoding: rest, as: UTF8.self).unicodeScalars.last.map(isSpace) == true
  }

  /// Whether the symbol is `part` or begins with it and goes on with white space.
  func begins(_ symbol: Symbol, with part: Symbol) -> Bool {
    if symbol == part { return true }
    guard isSpaced[Int(symbol)] else { return false }
    let (whole, part) = (self[symbol], self[part])
    return whole.starts(with: part)
      && String(decoding: whole.dropFirst(part.count), as: UTF8.self)
        .unicodeScalars.first.map(isSpace) == true
  }
}

private func head(_ string: ArraySlice<UInt8>) -> UInt64 {
  let bytes = string.prefix(8)
  let head = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  return head << (8 * (8 - bytes.count))
}

/// What Python's `\s` matches: Unicode's white space and the four separators U+001C to U+001F.
private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains(scalar)
}
