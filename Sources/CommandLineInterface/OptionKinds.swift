// The kinds of options there are. Each comes in two forms: without a default its value is optional,
// and `required()` takes the optional away.

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
    .single(name, ValueForm(placeholder: placeholder, kind: .text), help) { $0 }
  }

  /// A file or a directory.
  package static func path(_ name: String, _ placeholder: String, _ help: String) -> Self {
    .single(name, ValueForm(placeholder: placeholder, kind: .path), help) { $0 }
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
  /// May be given again and again; or, with `words`, once with that many words after it.
  package static func texts(
    _ name: String, _ placeholder: String, words: ClosedRange<Int>? = nil, _ help: String
  ) -> Self {
    .several(name, ValueForm(placeholder: placeholder, kind: .text), words, help)
  }

  package static func paths(
    _ name: String, _ placeholder: String, words: ClosedRange<Int>? = nil, _ help: String
  ) -> Self {
    .several(name, ValueForm(placeholder: placeholder, kind: .path), words, help)
  }

  private static func several(
    _ name: String, _ form: ValueForm, _ words: ClosedRange<Int>?, _ help: String
  ) -> Self {
    let count = words.map { OptionDeclaration.Count.list($0) } ?? .anyNumber
    let declaration = OptionDeclaration(name: name, value: form, help: help, count: count)
    return Option(declaration: declaration) { words in words }
  }
}

extension Option where Value == Int? {
  package static func integer(
    _ name: String, _ placeholder: String, in range: ClosedRange<Int> = .min ... .max,
    _ help: String
  ) -> Self {
    let form = ValueForm(placeholder: placeholder, kind: .text)
    return .single(name, form, bounds: range.inWords, help) { word throws(UsageError) in
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
    let form = ValueForm(placeholder: placeholder, kind: .text)
    return .single(name, form, bounds: range.inWords, help) { word throws(UsageError) in
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
  fileprivate static func single<Wrapped: Sendable>(
    _ name: String, _ form: ValueForm, bounds: String? = nil, _ help: String,
    _ convert: @escaping @Sendable (String) throws(UsageError) -> Wrapped
  ) -> Self where Value == Wrapped? {
    let declaration = OptionDeclaration(name: name, value: form, help: help, bounds: bounds)
    return Option(declaration: declaration) { words throws(UsageError) in
      guard let word = words.last else { return nil }
      return try convert(word)
    }
  }
}

/// The word that the parser leaves for a flag that was given.
let on = "on"
/// The word that it leaves for a `--no-…`.
let off = "off"
