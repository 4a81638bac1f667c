/// What a job's progress is counted in.
package enum ProgressUnit: Sendable {
  case bytes
  /// By its plural: `lines`.
  case things(String)
}

/// How a job's progress reads.
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
    let left = "\(title)  \(spaces(4 - percentage.count))\(percentage)"
    let room = min(width - left.count - right.count - 4, 40)
    guard room >= 10 else { return String("\(left)  \(right)".prefix(width)) }
    let filled = Int(Double(room) * share(done, of: total))
    let bar = String(repeating: "=", count: filled) + (filled < room ? ">" : "")
    return "\(left) [\(bar)\(spaces(room - bar.count))] \(right)"
  }

  /// How much, how fast, and for how long: still, or already where the end is not known.
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

/// In the greatest unit that leaves at least one, each a thousand of the one before.
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
