/// An option of a command, declared once: parsing, help, completion and the reference page read the
/// declaration, and `arguments[option]` has the option's own type.
package struct Option<Value: Sendable>: DeclaredOption {
  package let declaration: OptionDeclaration
  /// From the words given, of which there are none where the option was not given.
  let read: @Sendable ([String]) throws(UsageError) -> Value

  package func value(of words: [String]) throws(UsageError) -> any Sendable { try read(words) }
}

/// An option whatever its type, so that a command can list its options.
package protocol DeclaredOption: Sendable {
  var declaration: OptionDeclaration { get }
  func value(of words: [String]) throws(UsageError) -> any Sendable
}

extension DeclaredOption {
  /// As it is typed: `--threads`.
  package var name: String { declaration.dashedName }
}

/// All there is to know of an option but how its value is read.
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

  /// As it is typed.
  var dashedName: String { "--\(name)" }

  var negatedName: String? { isNegatable ? "--no-\(name)" : nil }

  /// Every way to write it: itself, and `--no-…` where it has that.
  var dashedNames: [String] { [dashedName] + (negatedName.map { [$0] } ?? []) }
}

/// What a value or an operand is called, and what it may be.
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

extension Option {
  /// The same option, without which the command does not run.
  package func required<Wrapped>() -> Option<Wrapped> where Value == Wrapped? {
    var declaration = declaration
    declaration.isRequired = true
    let (facts, read) = (declaration, read)
    return Option<Wrapped>(declaration: facts) { words throws(UsageError) in
      guard let value = try read(words) else { throw .missingOption(facts.usage) }
      return value
    }
  }

  /// The same option with a value for where it is not given.
  func defaulting<Wrapped>(to value: Wrapped, text: String) -> Option<Wrapped>
  where Value == Wrapped? {
    var declaration = declaration
    declaration.defaultText = text
    return Option<Wrapped>(declaration: declaration) { [read] words throws(UsageError) in
      try read(words) ?? value
    }
  }
}
