import Testing

@testable import CommandLineInterface

@Suite("Progress")
struct ProgressBarTests {
  /// What a bar writes in the course of a job: each step is a time in seconds and how far it is.
  private func written(
    _ steps: [(seconds: Double, done: Int)], total: Int? = nil, unit: ProgressUnit = .bytes,
    isQuiet: Bool = false, terminal: Terminal
  ) -> [String] {
    var time = Duration.seconds(1000)
    var texts: [String] = []
    do {
      let bar = ProgressBar(
        "read", total: total, unit: unit, isQuiet: isQuiet, terminal: terminal, now: { time },
        write: { texts.append($0) })
      for step in steps {
        time = .seconds(1000) + .seconds(step.seconds)
        bar.advance(to: step.done)
      }
    }
    return texts
  }

  @Test
  func `On a terminal it is drawn ten times a second at most, and erased at the end`() {
    let texts = written(
      [(0, 0), (0.05, 5_000_000), (1, 25_000_000), (1.05, 26_000_000), (2, 50_000_000)],
      total: 100_000_000, terminal: Terminal(width: 60))
    #expect(
      texts == [
        "\rread   25% [===>          ] 25.0 MB  25.0 MB/s  0:03 left\u{1B}[K",
        "\rread   50% [=======>      ] 50.0 MB  25.0 MB/s  0:02 left\u{1B}[K",
        "\r\u{1B}[K",
      ])
  }

  @Test
  func `Elsewhere it is a line every ten seconds`() {
    let texts = written(
      [(1, 1_000_000), (10, 10_000_000), (15, 15_000_000), (20, 20_000_000)], total: 40_000_000,
      terminal: Terminal(width: nil))
    #expect(
      texts == [
        "read: 25%, 10.0 MB, 1.0 MB/s, 0:30 left\n", "read: 50%, 20.0 MB, 1.0 MB/s, 0:20 left\n",
      ])
  }

  @Test
  func `What is quiet writes nothing, and what is over at once neither`() {
    let steps = [(seconds: 1.0, done: 1), (100.0, 2)]
    #expect(written(steps, isQuiet: true, terminal: Terminal(width: 80)).isEmpty)
    #expect(written(steps, isQuiet: true, terminal: Terminal(width: nil)).isEmpty)
    #expect(written([(0.09, 1)], terminal: Terminal(width: 80)).isEmpty)
  }

  @Test
  func `A bar that was erased comes back when it is next due`() {
    var texts: [String] = []
    var time = Duration.zero
    let bar = ProgressBar(
      "read", terminal: Terminal(width: 80), now: { time }, write: { texts.append($0) })
    time = .seconds(1)
    bar.advance(by: 10)
    bar.erase()
    bar.erase()
    time = .seconds(2)
    bar.advance(by: 10)
    #expect(
      texts == [
        "\rread  10 B  10 B/s  after 0:01\u{1B}[K", "\r\u{1B}[K",
        "\rread  20 B  10 B/s  after 0:02\u{1B}[K",
      ])
  }

  struct Line: CustomTestStringConvertible {
    var testDescription: String
    var total: Int?
    var unit = ProgressUnit.bytes
    var done: Int
    var seconds: Int
  }

  @Test(arguments: [
    Line(testDescription: "read: 999 B, 99 B/s, after 0:10", done: 999, seconds: 10),
    Line(testDescription: "read: 1.0 kB, 100 B/s, after 0:10", done: 1000, seconds: 10),
    Line(testDescription: "read: 1.0 MB, 100.0 kB/s, after 0:10", done: 999_990, seconds: 10),
    Line(
      testDescription: "read: 7.2 GB, 2.0 MB/s, after 1:00:00", done: 7_200_000_000, seconds: 3600
    ),
    Line(
      testDescription: "read: 1,234,567 lines, 1,234 lines/s, after 16:40",
      unit: .things("lines"),
      done: 1_234_567, seconds: 1000),
    Line(
      testDescription: "read: 12%, 5 lines, 0.5 lines/s, 1:10 left", total: 40,
      unit: .things("lines"), done: 5, seconds: 10),
    Line(testDescription: "read: 0%, 0 B, 0 B/s", total: 40, done: 0, seconds: 10),
    Line(testDescription: "read: 100%, 50 B, 5 B/s, 0:00 left", total: 40, done: 50, seconds: 10),
    Line(testDescription: "read: 100%, 0 B, 0 B/s", total: 0, done: 0, seconds: 10),
    Line(
      testDescription: "read: 0%, 1 B, 0 B/s, 99:59:59 left", total: .max, done: 1, seconds: 10),
  ])
  func `Lines read`(_ item: Line) {
    let style = ProgressStyle(title: "read", total: item.total, unit: item.unit)
    #expect(style.line(done: item.done, elapsed: .seconds(item.seconds)) == item.testDescription)
  }

  @Test(arguments: [1, 10, 20, 39, 40, 41, 60, 80, 300])
  func `A bar is never wider than its terminal`(_ width: Int) {
    for total in [nil, 100_000_000] {
      for done in stride(from: 0, through: 100_000_000, by: 7_777_777) {
        let style = ProgressStyle(title: "read", total: total, unit: .bytes)
        let bar = style.bar(done: done, elapsed: .seconds(5), width: width)
        #expect(bar.count <= width, "\(bar)")
      }
    }
  }
}
