import Glibc

/// Shows how far a job has come, on standard error alone: a bar on a terminal, drawn at most ten
/// times a second; elsewhere a line every ten seconds; nothing where it is quiet.
///
/// A class, since there is one line to draw on; it is erased when the last reference goes, so that
/// whatever ended the job is told on a clean line. A call costs a look at the clock.
package final class ProgressBar {
  private var style: ProgressStyle
  private let terminal: Terminal
  private let isQuiet: Bool
  private let now: () -> Duration
  private let write: (String) -> Void
  private let start: Duration
  private var lastShown: Duration
  private var done = 0
  private var isDrawn = false

  /// `total` is nil where nobody knows it. `now` is the time since any fixed moment.
  package init(
    _ title: String, total: Int? = nil, unit: ProgressUnit = .bytes, isQuiet: Bool = false,
    terminal: Terminal = .standardError, now: @escaping () -> Duration = uptime,
    write: @escaping (String) -> Void = { _ = writeAll($0, to: STDERR_FILENO) }
  ) {
    style = ProgressStyle(title: title, total: total, unit: unit)
    self.terminal = terminal
    self.isQuiet = isQuiet
    self.now = now
    self.write = write
    start = now()
    lastShown = start
  }

  deinit { erase() }

  /// What stands before the figures, which may change as the job goes on.
  package var title: String {
    get { style.title }
    set { style.title = newValue }
  }

  package func advance(by count: Int) { advance(to: done + count) }

  package func advance(to count: Int) {
    done = count
    guard !isQuiet else { return }
    let time = now()
    guard time - lastShown >= interval else { return }
    lastShown = time
    show(elapsed: time - start)
  }

  /// Takes the bar off the terminal, so that something else can be printed; it comes back with the
  /// next advance that is due.
  package func erase() {
    if isDrawn { write("\r\u{1B}[K") }
    isDrawn = false
  }

  private var interval: Duration { terminal.isTerminal ? .milliseconds(100) : .seconds(10) }

  private func show(elapsed: Duration) {
    guard terminal.isTerminal else {
      return write(style.line(done: done, elapsed: elapsed) + "\n")
    }
    // Short of the last column, where some terminals begin a new line.
    let bar = style.bar(done: done, elapsed: elapsed, width: terminal.width - 1)
    write("\r\(bar)\u{1B}[K")
    isDrawn = true
  }
}

/// The time since the machine started.
package func uptime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
