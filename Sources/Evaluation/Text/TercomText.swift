extension TER.Options {
  /// The line with white space between its words, as Tercom's `Normalizer.java` has it.
  func split(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var text = line.trimmedAtEnd()
    if text.isEmpty { return text }
    if normalizes {
      text = normalized(text)
      if supportsAsian { text = text.spaced { isAsian($0) || isAsianPunctuation($0) } }
    }
    if !keepsPunctuation {
      text.removeAll { isPunctuation($0) || supportsAsian && isAsianPunctuation($0) }
    }
    return text
  }

  /// A reference's line, which sacreBLEU splits twice where it splits a hypothesis' once: the second
  /// time parts some of what the first left together, such as the periods of an ellipsis.
  func splitReference(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    normalizes ? split(split(line).singleSpaced()) : split(line)
  }
}

/// The part for the languages of the west. A possessive's `'s` is a word of its own.
private func normalized(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
  var text = line
  if text.contains("\n") { text = text.replacing("\n-", with: "").replacing("\n", with: " ") }
  return ([" "] + text.decodingEntities() + [" "])
    .spaced(where: isMark).replacing("'s ", with: " 's ").separatingPeriodsAndDashes()
}

/// What is split into single characters. Tercom means to split runs of kana too, where they border
/// on something else; its patterns never match.
private func isAsian(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x2E80...0x2EFF, 0x31C0...0x31EF, 0x3200...0x4DBF, 0x4E00...0x9FFF: true
  case 0xF900...0xFAFF, 0xFE30...0xFE4F: true
  default: false
  }
}

private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case ".", ",", "?", ":", ";", "!", "\"", "(", ")": true
  default: false
  }
}

private func isAsianPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x3001, 0x3002, 0x3008...0x3011, 0x3014...0x301F, 0x30FB, 0xFF61...0xFF65: true
  case 0xFF01, 0xFF02, 0xFF08, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F: true
  default: false
  }
}
