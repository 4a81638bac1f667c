/// Lines of at most `width` characters, broken at spaces; a longer word stands alone on its line.
func wrap(_ paragraph: some StringProtocol, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in paragraph.split(whereSeparator: \.isWhitespace) {
    if line.isEmpty {
      line = String(word)
    } else if line.count + 1 + word.count <= width {
      line += " \(word)"
    } else {
      lines.append(line)
      line = String(word)
    }
  }
  return line.isEmpty ? lines : lines + [line]
}

/// Paragraphs, between empty lines, each wrapped; lines that begin with a space stay as they are.
func wrapParagraphs(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var paragraph: [Substring] = []
  func endParagraph() {
    lines += wrap(paragraph.joined(separator: " "), width: width)
    paragraph = []
  }
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.isEmpty || line.hasPrefix(" ") {
      endParagraph()
      lines.append(String(line))
    } else {
      paragraph.append(line)
    }
  }
  endParagraph()
  return lines
}

/// Names on the left, what they mean on the right and wrapped there. A name too long for the left
/// column has its meaning on the lines below.
func columns(_ rows: [(name: String, meaning: String)], width: Int) -> [String] {
  let indent = 2
  let gap = 2
  let limit = min(24, width / 3)
  let names = rows.map(\.name.count)
  let left = indent + (names.filter { $0 <= limit }.max() ?? limit) + gap
  return rows.flatMap { name, meaning in
    let start = spaces(indent) + name
    let lines = wrap(meaning, width: max(width - left, 20))
    if start.count + gap > left || lines.isEmpty {
      return [start] + lines.map { spaces(left) + $0 }
    }
    let first = start + spaces(left - start.count) + lines[0]
    return [first] + lines.dropFirst().map { spaces(left) + $0 }
  }
}

/// None where the count is negative.
func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
