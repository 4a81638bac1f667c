import CommandLineInterface

/// Settings as YAML that `readSettings` gives back, a line each and a line for each item of a list.
/// Text is quoted where it would not come back without. Names are names of options.
func yamlText(of settings: [Setting]) -> String {
  settings.map { setting in "\(scalar(setting.name)):\(lines(setting.values))\n" }.joined()
}

private func lines(_ values: [String]) -> String {
  switch values.count {
  case 0: " []"
  case 1: " \(scalar(values[0]))"
  default: values.map { "\n  - \(scalar($0))" }.joined()
  }
}

private func scalar(_ text: String) -> String {
  let scalars = Array(text.unicodeScalars)
  return isPlain(scalars) && !isNull(text)
    ? text : "\"" + scalars.map(quoted).joined() + "\""
}

/// Whether the text says the same without quotes, as the value of a key and as an item of a list:
/// YAML 1.1, 9.1.3, as libyaml reads it.
private func isPlain(_ text: [Unicode.Scalar]) -> Bool {
  guard let first = text.first, let last = text.last else { return false }
  let next = text.count > 1 ? text[1] : " "
  if startsOtherThings.contains(first) || isBlank(first) || isBlank(last) { return false }
  if "-?:".unicodeScalars.contains(first), isBlank(next) { return false }
  if last == ":" || text.contains(where: needsEscape) { return false }
  return !zip(text, text.dropFirst()).contains { before, after in
    before == ":" && isBlank(after) || isBlank(before) && after == "#"
  }
}

/// What no plain text may begin with.
private let startsOtherThings = Array(",[]{}#&*!|>'\"%@`".unicodeScalars)

private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

/// As it stands between double quotes.
private func quoted(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\"": "\\\""
  case "\\": "\\\\"
  case "\n": "\\n"
  case "\t": "\\t"
  case _ where needsEscape(scalar): "\\" + hexadecimal(scalar)
  default: String(scalar)
  }
}

/// Whether it ends a line in YAML 1.1 or may not stand in it as it is: YAML 1.1, 5.1 and 5.4.
private func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFFFD: false
  default: scalar.value < 0x10000
  }
}

/// `x0B` or `u2028`.
private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  let width = scalar.value < 0x100 ? 2 : 4
  return (width == 2 ? "x" : "u") + String(repeating: "0", count: width - digits.count) + digits
}
