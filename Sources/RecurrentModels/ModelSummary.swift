/// What a model is made of, and how much of it there is.
package struct ModelSummary: Equatable, Sendable {
  package var name: String
  package var layers: [Layer]

  package var parameterCount: Int { count(of: layers) }
  package var trainedCount: Int { count(of: layers.filter(\.isTrained)) }

  /// What so many parameters take.
  package static func byteCount(_ parameters: Int) -> Int { parameters * MemoryLayout<Float>.size }

  /// A tensor that several layers share counts once.
  private func count(of layers: [Layer]) -> Int {
    var names: Set<[UInt8]> = []
    return layers.flatMap(\.tensors).filter { names.insert(Array($0.name.utf8)).inserted }
      .reduce(0) { $0 + $1.count }
  }
}

extension ModelSummary {
  /// A layer of a model, as its summary shows it.
  package struct Layer: Equatable, Sendable {
    /// Such as `LSTM`.
    package var kind: String
    package var name: String
    /// Nil for a dimension that depends on the batch.
    package var outputShape: [Int?]
    /// Of the model's layout. One that two layers share is with both.
    package var tensors: [ParameterLayout.Tensor]
    /// False where training leaves it as it is.
    package var isTrained = true

    package var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }
  }
}

extension ModelSummary: CustomStringConvertible {
  /// The table that Keras 3 prints, in 76 columns; names that are too long for it go on in a line of
  /// their own.
  package var description: String {
    let rows = layers.map { layer in
      let shape = layer.outputShape.map { $0.map(String.init) ?? "None" }
      return [
        "\(layer.name) (\(layer.kind))", "(\(shape.joined(separator: ", ")))",
        grouped(layer.parameterCount),
      ]
    }
    let heading = row(["Layer (type)", "Output Shape", "Param #"], bar: "┃")
    let body = rows.map { row($0, bar: "│") }
      .joined(separator: [rule("├", "─", "┼", "┤")])
    let lines =
      ["Model: \"\(name)\"", rule("┏", "━", "┳", "┓")] + heading + [rule("┡", "━", "╇", "┩")]
      + body + [rule("└", "─", "┴", "┘")] + totals
    return lines.joined(separator: "\n")
  }

  private var totals: [String] {
    [
      ("Total", parameterCount), ("Trainable", trainedCount),
      ("Non-trainable", parameterCount - trainedCount),
    ].map { " \($0) params: \(grouped($1)) (\(memorySize(Self.byteCount($1))))" }
  }
}

private let widths = [31, 22, 13]

private func rule(_ left: String, _ line: String, _ joint: String, _ right: String) -> String {
  left + widths.map { String(repeating: line, count: $0 + 2) }.joined(separator: joint) + right
}

/// One row, in as many lines as its longest cell takes; the last cell is aligned to the right.
private func row(_ cells: [String], bar: String) -> [String] {
  let columns = zip(cells, widths).map { folded($0, to: $1) }
  return (0..<(columns.map(\.count).max() ?? 0)).map { line in
    let parts = columns.indices.map { column in
      let text = line < columns[column].count ? columns[column][line] : ""
      let gap = String(repeating: " ", count: widths[column] - text.count)
      return column == columns.count - 1 ? " \(gap)\(text) " : " \(text)\(gap) "
    }
    return bar + parts.joined(separator: bar) + bar
  }
}

/// Broken between words, and within a word that is wider than the column.
private func folded(_ text: String, to width: Int) -> [String] {
  var lines: [String] = []
  var rest = text[...]
  while rest.count > width {
    let space = rest.prefix(width + 1).lastIndex(of: " ")
    let end = space ?? rest.index(rest.startIndex, offsetBy: width)
    lines.append(String(rest[..<end]))
    rest = rest[end...].drop { $0 == " " }
  }
  return lines + [String(rest)]
}

/// Such as `1,234,567`.
private func grouped(_ number: Int) -> String {
  let digits = String(number)
  let firsts = stride(from: digits.count, to: 0, by: -3).reversed()
  return firsts.map { String(digits.prefix($0).suffix(3)) }.joined(separator: ",")
}

/// Such as `2.26 MB`, of 1,024 times 1,024 bytes.
private func memorySize(_ bytes: Int) -> String {
  let units = ["B", "KB", "MB", "GB", "TB", "PB"]
  var scale = 1
  var unit = 0
  while unit < units.count - 1, bytes / scale >= 1024 {
    scale *= 1024
    unit += 1
  }
  // Half to even, as Python rounds what has so many digits exactly.
  let hundredths = Int((100 * Double(bytes) / Double(scale)).rounded(.toNearestOrEven))
  let fraction = hundredths % 100
  return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(units[unit])"
}
