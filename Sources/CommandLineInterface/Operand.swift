/// A word of the command line that is no option: what it is called, how many there may be and what
/// they are.
package struct Operand: Sendable {
  let form: ValueForm
  let count: ClosedRange<Int>

  package static func file(_ name: String, optional: Bool = false) -> Operand {
    Operand(name, .path, optional ? 0...1 : 1...1)
  }

  package static func files(_ name: String = "FILE", atLeast least: Int = 0) -> Operand {
    Operand(name, .path, least ... .max)
  }

  package static func text(_ name: String, optional: Bool = false) -> Operand {
    Operand(name, .text, optional ? 0...1 : 1...1)
  }

  package static func texts(_ name: String, atLeast least: Int = 0) -> Operand {
    Operand(name, .text, least ... .max)
  }

  package static func choice(_ name: String, _ type: (some Choice).Type) -> Operand {
    Operand(name, .choice(type.allCases.map(\.rawValue)), 1...1)
  }

  private init(_ name: String, _ kind: ValueForm.Kind, _ count: ClosedRange<Int>) {
    form = ValueForm(placeholder: name, kind: kind)
    self.count = count
  }

  /// As it stands in a usage line: `MODEL`, `[FILE]`, `[FILE …]`, `FILE …`, `bash|zsh|fish`.
  var usage: String {
    var name = form.placeholder
    if case .choice(let words) = form.kind { name = words.joined(separator: "|") }
    return switch (count.lowerBound, count.upperBound) {
    case (0, 1): "[\(name)]"
    case (0, _): "[\(name) …]"
    case (_, 1): name
    default: "\(name) …"
    }
  }
}

extension [Operand] {
  /// Whether the words are as many and such as declared. Each operand takes what it may while
  /// enough is left for those after it.
  func check(_ words: [String]) throws(UsageError) {
    var rest = words[...]
    for (index, operand) in enumerated() {
      let kept = self[(index + 1)...].reduce(0) { $0 + $1.count.lowerBound }
      let (least, most) = (operand.count.lowerBound, operand.count.upperBound)
      let taken = rest.prefix(Swift.max(least, Swift.min(most, rest.count - kept)))
      guard taken.count >= least else {
        throw .missingOperand(operand.form.placeholder)
      }
      if case .choice(let choices) = operand.form.kind {
        for word in taken where !choices.contains(word) {
          throw .notChoice(of: operand.form.placeholder, word: word, choices: choices)
        }
      }
      rest = rest.dropFirst(taken.count)
    }
    if let word = rest.first { throw .unexpectedOperand(word, expected: map(\.usage)) }
  }
}
