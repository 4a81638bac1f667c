extension ChrF.Options {
  /// The code points that are compared.
  func characters(of text: [Unicode.Scalar]) -> [UInt32] {
    if characterOrder == 0 { return [] }
    var characters: [UInt32] = []
    characters.reserveCapacity(text.count)
    for scalar in text where keepsWhiteSpace || !isWhiteSpace(scalar) {
      characters.append(scalar.value)
    }
    return characters
  }

  /// The words, of which a mark of ASCII at the end, else at the beginning, is one by itself. One mark
  /// and no more: `(hi)` is `(hi` and `)`.
  func words(of text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    if wordOrder == 0 { return [] }
    var words: [ArraySlice<Unicode.Scalar>] = []
    text.forEachWord { word in
      let (first, last) = (word.startIndex, word.endIndex - 1)
      if first == last {
        words.append(word)
      } else if isPunctuation(word[last]) {
        words += [word[..<last], word[last...]]
      } else if isPunctuation(word[first]) {
        words += [word[...first], word[(first + 1)...]]
      } else {
        words.append(word)
      }
    }
    return words
  }
}

/// Python's `string.punctuation`.
private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
  default: false
  }
}
