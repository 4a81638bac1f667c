// What sacreBLEU does with regular expressions: put spaces around code points of some class. As
// there, one pass after another over the whole text, each from left to right and over nothing twice.

extension [Unicode.Scalar] {
  /// In Python `re.sub("([…])", r" \1 ", text)`.
  func spaced(where isAlone: (Unicode.Scalar) -> Bool) -> Self {
    var result: Self = []
    result.reserveCapacity(count + count / 2)
    for scalar in self {
      if isAlone(scalar) {
        result += [" ", scalar, " "]
      } else {
        result.append(scalar)
      }
    }
    return result
  }

  enum Side { case before, after }

  /// Parts neighbours, and puts a space before or after the two: in Python
  /// `re.sub("([…])([…])", r"\1 \2 ", text)`, or `r" \1 \2"`.
  func spaced(
    _ side: Side, pairs areApart: (_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool
  ) -> Self {
    var result: Self = []
    result.reserveCapacity(count + count / 2)
    var index = 0
    while index < count {
      guard index + 1 < count, areApart(self[index], self[index + 1]) else {
        result.append(self[index])
        index += 1
        continue
      }
      if side == .before { result.append(" ") }
      result.append(self[index])
      result.append(" ")
      result.append(self[index + 1])
      if side == .after { result.append(" ") }
      index += 2
    }
    return result
  }

  /// In Python `text.replace(old, new)`.
  func replacing(_ old: String, with new: String) -> Self {
    replacing(Array(old.unicodeScalars), with: Array(new.unicodeScalars))
  }
}
