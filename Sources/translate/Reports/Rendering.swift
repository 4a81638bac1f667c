import CommandLineInterface
import FoundationEssentials

/// A path as a reader of messages knows it.
func shown(_ path: String) -> String { path == "-" ? "standard input" : path }

/// Of a token or a line; with U+FFFD for what is not UTF-8.
func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

/// Such as `17 MiB` and `2.5 GiB`.
func amount(_ bytes: Int) -> String {
  bytes < 1 << 30 ? "\(bytes >> 20) MiB" : "\(fixed(Double(bytes) / 0x1p30, 1)) GiB"
}

/// Columns under each other: the first to the left, the others, which are numbers, to the right.
func table(_ rows: [[String]]) -> [String] {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let gap = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + gap : gap + cell
    }
    let line = cells.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}

/// A number with this many digits after the point; as Swift writes it where it is not finite or is too
/// large for digits to mean anything.
func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  guard value.magnitude * scale < 0x1p63 else { return "\(value)" }
  let scaled = Int((value.magnitude * scale).rounded())
  let fraction = String(scaled % Int(scale))
  let padding = String(repeating: "0", count: digits - fraction.count)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return digits == 0 ? "\(sign)\(scaled)" : "\(sign)\(scaled / Int(scale)).\(padding)\(fraction)"
}

/// One line, its keys in alphabetical order.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
