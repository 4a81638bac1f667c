/// What an option may choose from: an enumeration of words.
package typealias Choice = CaseIterable & RawRepresentable<String> & Sendable

extension Option {
  package static func choice<Case: Choice>(
    _ name: String, _ type: Case.Type, _ help: String
  ) -> Self where Value == Case? {
    let words = Case.allCases.map(\.rawValue)
    let form = ValueForm(placeholder: words.joined(separator: "|"), kind: .choice(words))
    let declaration = OptionDeclaration(name: name, value: form, help: help)
    return Option(declaration: declaration) { given throws(UsageError) in
      guard let word = given.last else { return nil }
      return try select(word, for: "--\(name)")
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
}

/// The case of that name, else the complaint with the nearest one.
private func select<Case: Choice>(_ word: String, for option: String) throws(UsageError) -> Case {
  if let chosen = Case(rawValue: word) { return chosen }
  throw .notChoice(of: option, word: word, choices: Case.allCases.map(\.rawValue))
}
