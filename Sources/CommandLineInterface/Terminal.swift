import Glibc

/// What a stream leads to: a terminal with its width, or anything else.
package struct Terminal: Sendable {
  package let isTerminal: Bool
  /// In columns; 80 where nobody knows.
  package let width: Int
  /// False where `NO_COLOR` is set to anything (https://no-color.org) or the terminal is `dumb`.
  package let showsColor: Bool

  package static var standardOutput: Terminal { Terminal(descriptor: STDOUT_FILENO) }
  package static var standardError: Terminal { Terminal(descriptor: STDERR_FILENO) }

  /// A terminal of a known width, or with none no terminal.
  init(width: Int?, showsColor: Bool = false) {
    isTerminal = width != nil
    self.width = width ?? Self.usualWidth
    self.showsColor = showsColor && width != nil
  }

  private init(descriptor: Int32) {
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let width = isKnown ? Int(size.ws_col) : Self.usualWidth
    self.init(width: isatty(descriptor) == 1 ? width : nil, showsColor: Self.wantsColor)
  }

  private static let usualWidth = 80

  private static var wantsColor: Bool {
    (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
