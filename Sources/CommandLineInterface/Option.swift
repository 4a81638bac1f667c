/// An option of a command, declared once: parsing, help, completion and the reference page read the
/// declaration, and `arguments[option]` has the option's own type.
package struct Option<Value: Sendable>: DeclaredOption {
  package let declaration: OptionDeclaration
  /// From the words given; there are none where the option was not given.
  let read: @Sendable ([String]) throws(UsageError) -> Value

  package func value(of words: [String]) throws(UsageError) -> any Sendable { try read(words) }
}

/// An option of any type, so that a command can list its options.
package protocol DeclaredOption: Sendable {
  var declaration: OptionDeclaration { get }
  func value(of words: [String]) throws(UsageError) -> any Sendable
}

extension DeclaredOption {
  /// As it is typed: `--threads`.
  package var name: String { declaration.dashedName }
}

/// Everything about an option but how its value is read.
package struct OptionDeclaration: Sendable {
  package enum Count: Equatable, Sendable {
    case once
    case anyNumber
    /// Given once, followed by several words: `--diff A B`.
    case list(ClosedRange<Int>)
  }

  var name: String  // without the dashes
  var value: ValueForm?  // nil for a flag
  var help: String
  var count = Count.once
  var bounds: String?
  var defaultText: String?  // as it would be typed; `on` for a flag that is on
  var isNegatable = false
  var isRequired = false
  /// Of a path: whether the file is written. Other paths are read.
  var isWritten = false

  /// The one option that every command has.
  static let help = OptionDeclaration(name: "help", help: "show this help")

  var dashedName: String { "--\(name)" }

  /// Every way to write it: itself, and `--no-…` where it has that.
  var dashedNames: [String] { isNegatable ? [dashedName, "--no-\(name)"] : [dashedName] }

  /// With its placeholders: `--threads N`, `--diff FILE FILE`, `--models FILE …`.
  var usage: String {
    guard let placeholder = value?.placeholder else {
      return isNegatable ? "--[no-]\(name)" : dashedName
    }
    guard case .list(let words) = count else { return "\(dashedName) \(placeholder)" }
    let written = repeatElement(placeholder, count: words.lowerBound).joined(separator: " ")
    return "\(dashedName) \(written)" + (words.upperBound > words.lowerBound ? " …" : "")
  }

  /// What it does, and in brackets its bounds and its default, together with what the help text has in
  /// brackets at its end.
  var description: String {
    let notes = [
      bounds, count == .anyNumber ? "may be repeated" : nil, isRequired ? "required" : nil,
      defaultText.map { "default \($0)" },
    ].compactMap { $0 }
    if notes.isEmpty { return help }
    let opening = help.hasSuffix(")") ? "\(help.dropLast()); " : "\(help) ("
    return "\(opening)\(notes.joined(separator: "; ")))"
  }
}

/// The placeholder of a value or an operand, and what it may be.
package struct ValueForm: Sendable {
  package enum Kind: Equatable, Sendable {
    case text
    case path
    case choice([String])
    /// Choices with commas between them.
    case choices([String])
  }

  var placeholder: String
  var kind: Kind
}

/// What an option may choose from: an enumeration of words.
package typealias Choice = CaseIterable & RawRepresentable<String> & Sendable

/// The word that the parser leaves for a flag that was given.
let on = "on"
/// The word that it leaves for a `--no-…`.
let off = "off"

// MARK: The kinds of options
// Each comes in two forms: without a default its value is optional, until `required()` makes the
// option a required one.

extension Option where Value == Bool {
  /// Present or absent; a negatable one has a `--no-…` beside it.
  package static func flag(
    _ name: String, negatable: Bool = false, default fallback: Bool = false, _ help: String
  ) -> Self {
    precondition(negatable || !fallback, "nothing turns --\(name) off")
    let declaration = OptionDeclaration(
      name: name, help: help, defaultText: fallback ? "on" : nil, isNegatable: negatable)
    return Option(declaration: declaration) { words in words.last.map { $0 == on } ?? fallback }
  }
}

extension Option where Value == String? {
  package static func text(_ name: String, _ placeholder: String, _ help: String) -> Self {
    .single(name, placeholder, help) { $0 }
  }

  /// A file or a directory.
  package static func path(_ name: String, _ placeholder: String, _ help: String) -> Self {
    .single(name, placeholder, kind: .path, help) { $0 }
  }
}

extension Option where Value == String {
  package static func text(
    _ name: String, _ placeholder: String, default fallback: String, _ help: String
  ) -> Self {
    Option<String?>.text(name, placeholder, help).defaulting(to: fallback, text: fallback)
  }

  package static func path(
    _ name: String, _ placeholder: String, default fallback: String, _ help: String
  ) -> Self {
    Option<String?>.path(name, placeholder, help).defaulting(to: fallback, text: fallback)
  }
}

extension Option where Value == [String] {
  /// May be given several times; or, with `words`, once with that many words after it.
  package static func texts(
    _ name: String, _ placeholder: String, words: ClosedRange<Int>? = nil, _ help: String
  ) -> Self {
    .several(name, placeholder, kind: .text, words, help)
  }

  package static func paths(
    _ name: String, _ placeholder: String, words: ClosedRange<Int>? = nil, _ help: String
  ) -> Self {
    .several(name, placeholder, kind: .path, words, help)
  }

  private static func several(
    _ name: String, _ placeholder: String, kind: ValueForm.Kind, _ words: ClosedRange<Int>?,
    _ help: String
  ) -> Self {
    let declaration = OptionDeclaration(
      name: name, value: ValueForm(placeholder: placeholder, kind: kind), help: help,
      count: words.map { .list($0) } ?? .anyNumber)
    return Option(declaration: declaration) { words in words }
  }
}

extension Option where Value == Int? {
  package static func integer(
    _ name: String, _ placeholder: String, in range: ClosedRange<Int> = .min ... .max,
    _ help: String
  ) -> Self {
    .single(name, placeholder, bounds: range.inWords, help) { word throws(UsageError) in
      guard let value = Int(word), range.contains(value) else {
        throw .notInteger(option: "--\(name)", word: word, range: range)
      }
      return value
    }
  }
}

extension Option where Value == Int {
  package static func integer(
    _ name: String, _ placeholder: String, in range: ClosedRange<Int> = .min ... .max,
    default fallback: Int, _ help: String
  ) -> Self {
    Option<Int?>.integer(name, placeholder, in: range, help)
      .defaulting(to: fallback, text: "\(fallback)")
  }
}

extension Option where Value == Double? {
  /// A finite number in decimal or scientific notation.
  package static func number(
    _ name: String, _ placeholder: String,
    in range: ClosedRange<Double> = -.infinity ... .infinity, _ help: String
  ) -> Self {
    .single(name, placeholder, bounds: range.inWords, help) { word throws(UsageError) in
      guard let value = Double(word), value.isFinite, range.contains(value) else {
        throw .notNumber(option: "--\(name)", word: word, range: range)
      }
      return value
    }
  }
}

extension Option where Value == Double {
  package static func number(
    _ name: String, _ placeholder: String,
    in range: ClosedRange<Double> = -.infinity ... .infinity, default fallback: Double,
    _ help: String
  ) -> Self {
    Option<Double?>.number(name, placeholder, in: range, help)
      .defaulting(to: fallback, text: decimal(fallback))
  }
}

extension Option {
  package static func choice<Case: Choice>(
    _ name: String, _ type: Case.Type, _ help: String
  ) -> Self where Value == Case? {
    let words = Case.allCases.map(\.rawValue)
    return .single(name, words.joined(separator: "|"), kind: .choice(words), help) {
      word throws(UsageError) in try select(word, for: "--\(name)")
    }
  }

  package static func choice(
    _ name: String, _ type: Value.Type, default fallback: Value, _ help: String
  ) -> Self where Value: Choice {
    Option<Value?>.choice(name, type, help).defaulting(to: fallback, text: fallback.rawValue)
  }

  /// Several with commas between them, in the order given: `--metric bleu,ter`.
  package static func choices<Case: Choice>(
    _ name: String, _ type: Case.Type, default fallback: [Case], _ help: String
  ) -> Self where Value == [Case] {
    let words = Case.allCases.map(\.rawValue)
    let form = ValueForm(
      placeholder: words.joined(separator: "|") + "[,…]", kind: .choices(words))
    let declaration = OptionDeclaration(
      name: name, value: form, help: help,
      defaultText: fallback.isEmpty ? nil : fallback.map(\.rawValue).joined(separator: ","))
    return Option(declaration: declaration) { given throws(UsageError) in
      guard let word = given.last else { return fallback }
      var cases: [Case] = []
      for part in word.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        cases.append(try select(String(Substring(part)), for: "--\(name)"))
      }
      return cases
    }
  }

  /// The same option, without which the command does not run.
  package func required<Wrapped>() -> Option<Wrapped> where Value == Wrapped? {
    var declaration = declaration
    declaration.isRequired = true
    let usage = declaration.usage
    return Option<Wrapped>(declaration: declaration) { [read] words throws(UsageError) in
      guard let value = try read(words) else { throw .missingOption(usage) }
      return value
    }
  }

  /// The same option for a file that the command writes, which must not be one that it reads.
  package func written() -> Self {
    precondition(declaration.value?.kind == .path, "\(name) is not a path")
    var declaration = declaration
    declaration.isWritten = true
    return Option(declaration: declaration, read: read)
  }

  private func defaulting<Wrapped>(to value: Wrapped, text: String) -> Option<Wrapped>
  where Value == Wrapped? {
    var declaration = declaration
    declaration.defaultText = text
    return Option<Wrapped>(declaration: declaration) { [read] words throws(UsageError) in
      try read(words) ?? value
    }
  }

  private static func single<Wrapped: Sendable>(
    _ name: String, _ placeholder: String, kind: ValueForm.Kind = .text, bounds: String? = nil,
    _ help: String, _ convert: @escaping @Sendable (String) throws(UsageError) -> Wrapped
  ) -> Self where Value == Wrapped? {
    let declaration = OptionDeclaration(
      name: name, value: ValueForm(placeholder: placeholder, kind: kind), help: help,
      bounds: bounds)
    return Option(declaration: declaration) { words throws(UsageError) in
      guard let word = words.last else { return nil }
      return try convert(word)
    }
  }
}

private func select<Case: Choice>(_ word: String, for option: String) throws(UsageError) -> Case {
  if let chosen = Case(rawValue: word) { return chosen }
  throw .notChoice(of: option, word: word, choices: Case.allCases.map(\.rawValue))
}
