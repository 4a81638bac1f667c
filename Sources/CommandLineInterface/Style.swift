/// Emphasis on a terminal, and plain text everywhere else: `Terminal.standardError.style`.
///
/// Only bold and red, which can be read on light and on dark backgrounds alike. Text is styled after
/// it has been wrapped and aligned, since what switches a style on has no width.
package struct Style: Sendable {
  fileprivate let isPlain: Bool

  package func strong(_ text: String) -> String { styled(text, "1") }

  func error(_ text: String) -> String { styled(text, "1;31") }

  private func styled(_ text: String, _ code: String) -> String {
    isPlain || text.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

extension Terminal {
  package var style: Style { Style(isPlain: !showsColor) }
}
