import Glibc

/// Shows the progress of a job on standard error: a bar on a terminal, drawn at most ten times a
/// second; elsewhere a line every ten seconds; nothing where it is quiet.
///
/// A class, since there is one line to draw on; releasing the last reference erases it, so that a
/// message about the end of the job begins on an empty line. A call costs a reading of the clock.
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

  /// `total` is nil where it is unknown. `now` is the time since any fixed moment.
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

  /// The text before the figures, which may change as the job goes on.
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

  /// Removes the bar from the terminal, so that something else can be printed. The next advance that
  /// is due draws it again.
  package func erase() {
    if isDrawn { write("\(Self.eraseLine)") }
    isDrawn = false
    Self.isOnScreen = false
  }

  /// What erases the bar where a signal ends the program. A signal handler may call it.
  package static func makeEraser() -> @convention(c) () -> Void {
    isOnScreen = false  // a signal handler must not be the first to touch it
    return {
      guard ProgressBar.isOnScreen else { return }
      let text = ProgressBar.eraseLine
      _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
  }

  private static var eraseLine: StaticString { "\r\u{1B}[K" }
  private nonisolated(unsafe) static var isOnScreen = false  // read by a signal handler

  private var interval: Duration { terminal.isTerminal ? .milliseconds(100) : .seconds(10) }

  private func show(elapsed: Duration) {
    guard terminal.isTerminal else {
      return write(style.line(done: done, elapsed: elapsed) + "\n")
    }
    // Short of the last column, where some terminals begin a new line.
    // Room for the `^C` that a terminal echoes: on the next line it would stay.
    let bar = style.bar(done: done, elapsed: elapsed, width: terminal.width - 3)
    Self.isOnScreen = true  // first: a signal may come while it is being written
    write("\r\(bar)\u{1B}[K")
    isDrawn = true
  }
}

/// What progress is counted in.
package enum ProgressUnit: Sendable {
  case bytes
  /// By its plural: `lines`.
  case things(String)
}

/// The time since the machine started.
package func uptime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

// MARK: Text

/// The text that progress is shown as.
struct ProgressStyle {
  var title: String
  let total: Int?
  let unit: ProgressUnit

  /// `tokenize: 45%, 12.3 MB, 1.2 MB/s, 0:12 left`
  func line(done: Int, elapsed: Duration) -> String {
    let facts = [percentage(done)].compactMap { $0 } + figures(done, elapsed)
    return "\(title): \(facts.joined(separator: ", "))"
  }

  /// `tokenize  45% [====>     ] 12.3 MB  1.2 MB/s  0:12 left`, cut to the width; the bar proper is
  /// left out where it would be shorter than ten.
  func bar(done: Int, elapsed: Duration, width: Int) -> String {
    let right = figures(done, elapsed).joined(separator: "  ")
    guard let percentage = percentage(done), let total else {
      return String("\(title)  \(right)".prefix(width))
    }
    let left = "\(title)  \(blanks(4 - percentage.count))\(percentage)"
    let room = min(width - left.count - right.count - 4, 40)
    guard room >= 10 else { return String("\(left)  \(right)".prefix(width)) }
    let filled = Int(Double(room) * share(done, of: total))
    let bar = String(repeating: "=", count: filled) + (filled < room ? ">" : "")
    return "\(left) [\(bar)\(blanks(room - bar.count))] \(right)"
  }

  /// Amount, speed, and the time left, or the time taken where the total is unknown.
  private func figures(_ done: Int, _ elapsed: Duration) -> [String] {
    let seconds = elapsed / .seconds(1)
    let rate = seconds > 0 ? Double(done) / seconds : 0
    guard let total else { return [amount(Double(done)), speed(rate), "after \(clock(seconds))"] }
    let left = rate > 0 ? ["\(clock(Double(max(total - done, 0)) / rate)) left"] : []
    return [amount(Double(done)), speed(rate)] + left
  }

  private func percentage(_ done: Int) -> String? {
    total.map { "\(Int(100 * share(done, of: $0)))%" }
  }

  private func share(_ done: Int, of total: Int) -> Double {
    total > 0 ? min(Double(done) / Double(total), 1) : 1
  }

  private func amount(_ count: Double) -> String {
    switch unit {
    case .bytes: scaled(count, ["B", "kB", "MB", "GB", "TB"])
    case .things(let name): "\(grouped(Int(count))) \(name)"
    }
  }

  private func speed(_ rate: Double) -> String {
    if case .things(let name) = unit, rate < 10 { return "\(tenths(rate)) \(name)/s" }
    return "\(amount(rate))/s"
  }
}

/// In the largest unit that leaves at least one, each a thousand of the one before.
private func scaled(_ count: Double, _ units: [String]) -> String {
  var (value, rank) = (count, 0)
  while value >= 999.95, rank < units.count - 1 { (value, rank) = (value / 1000, rank + 1) }
  return "\(rank == 0 ? "\(Int(value))" : tenths(value)) \(units[rank])"
}

private func tenths(_ value: Double) -> String {
  let rounded = Int((value * 10).rounded())
  return "\(rounded / 10).\(rounded % 10)"
}

/// `1,234,567`
private func grouped(_ count: Int) -> String {
  let digits = Array("\(count)")
  return digits.indices.reduce(into: "") { text, index in
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digits[index])
  }
}

/// `1:02:03`, or `2:03` below an hour.
private func clock(_ seconds: Double) -> String {
  let total = Int(min(seconds.rounded(.up), 359_999))  // 99:59:59
  let (hours, minutes) = (total / 3600, total / 60 % 60)
  return hours > 0
    ? "\(hours):\(padded(minutes)):\(padded(total % 60))" : "\(minutes):\(padded(total % 60))"
}

private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
