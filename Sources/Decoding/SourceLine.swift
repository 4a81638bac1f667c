import Files
import TextProcessing

/// A line to be translated, as sound UTF-8.
package struct SourceLine: Sendable {
  package var text: [UInt8]
  package var isRepaired = false

  package init(_ text: [UInt8], isRepaired: Bool = false) {
    self.text = text
    self.isRepaired = isRepaired
  }

  /// Whether there is nothing but white space.
  var isBlank: Bool { text.span.trimmingWhiteSpace().isEmpty }
}

extension LineBlock {
  /// Its lines. Throws a `TextError` where one is not UTF-8 and that is not to be repaired.
  package func sourceLines(repairing: Bool) throws -> [SourceLine] {
    var lines: [SourceLine] = []
    _ = try forEachLine(ifInvalid: repairing ? .replace : .error) { text, line in
      let text = Array(text)
      lines.append(SourceLine(text, isRepaired: !text.elementsEqual(bytes[line.text])))
    }
    return lines
  }
}
