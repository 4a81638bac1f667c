/// What can be wrong with a command line, or with the settings file that it names.
package enum UsageError: Error, Equatable {
  case unknownCommand(String, nearest: String?)
  /// The first word is neither a command nor a file, where it can be either.
  case neitherCommandNorFile(String, nearest: String?)
  case unknownOption(String, nearest: String?)
  /// An option comes where a command should.
  case optionBeforeCommand(String)
  /// `usage` is the option with its placeholder.
  case missingValue(_ usage: String)
  case missingOption(_ usage: String)
  case valueForFlag(String)
  case givenTwice(String)
  case notInteger(option: String, word: String, range: ClosedRange<Int>)
  case notNumber(option: String, word: String, range: ClosedRange<Double>)
  case notChoice(of: String, word: String, choices: [String])
  case missingOperand(String)
  case unexpectedOperand(String, expected: [String])
  /// A settings file has more or fewer values for an option than it takes.
  case wrongCount(String, found: Int, expected: ClosedRange<Int>)
  /// A settings file has an option that is only for the command line.
  case onlyOnCommandLine(String)
  /// A mistake in a settings file, where options have no dashes.
  indirect case inFile(Setting.Place, UsageError)
}

extension UsageError {
  /// The sentence that a user reads.
  var message: String {
    switch self {
    case .unknownCommand(let word, let nearest):
      "there is no command `\(word)`" + question(nearest)
    case .neitherCommandNorFile(let word, let nearest):
      "`\(word)` is neither a command nor a file" + question(nearest)
    case .unknownOption(let word, let nearest):
      "there is no option `\(word)`" + question(nearest)
    case .optionBeforeCommand(let word):
      "a command comes first, then its options: `\(word)` comes too early"
    case .missingValue(let usage): "an option needs a value: `\(usage)`"
    case .missingOption(let usage): "`\(usage)` is missing"
    case .valueForFlag(let option): "`\(option)` takes no value"
    case .givenTwice(let option): "`\(option)` is given more than once"
    case .notInteger(let option, let word, let range):
      "`\(option)` takes a whole number\(inBrackets(range.inWords)), not `\(word)`"
    case .notNumber(let option, let word, let range):
      "`\(option)` takes a number\(inBrackets(range.inWords)), not `\(word)`"
    case .notChoice(let name, let word, let choices):
      "\(option(name)) is \(listed(choices, "or")), not `\(word)`"
        + question(nearest(to: word, among: choices))
    case .missingOperand(let name): "\(name) is missing"
    case .unexpectedOperand(let word, let expected):
      expected.isEmpty
        ? "unexpected argument `\(word)`: only options are expected"
        : "unexpected argument `\(word)` after \(expected.joined(separator: " "))"
    case .wrongCount(let option, let found, let expected):
      "`\(option)` takes \(values(expected)), not \(found)"
    case .onlyOnCommandLine(let option): "`\(option)` can only be given on the command line"
    case .inFile(let place, let mistake): "\(place.inWords): \(mistake.message)"
    }
  }

  private func question(_ nearest: String?) -> String {
    nearest.map { "; did you mean `\($0)`?" } ?? ""
  }

  private func inBrackets(_ text: String?) -> String { text.map { " (\($0))" } ?? "" }

  /// Options in backquotes, operands, which are in capitals, without.
  private func option(_ name: String) -> String { name.hasPrefix("-") ? "`\(name)`" : name }

  /// `2 values`, `at least 1 value`, `1 to 3 values`.
  private func values(_ count: ClosedRange<Int>) -> String {
    switch (count.lowerBound, count.upperBound) {
    case (let least, .max): "at least \(counted(least, "value"))"
    case (let least, let most) where least == most: counted(least, "value")
    case (let least, let most): "\(least) to \(counted(most, "value"))"
    }
  }
}

extension Setting.Place {
  fileprivate var inWords: String {
    "\(file == "-" ? "standard input" : "`\(file)`"), line \(line)"
  }
}

// MARK: Ranges and numbers, in help and in messages

extension ClosedRange<Int> {
  /// `1 to 1024`, `at least 1`, or nil where there is no bound.
  var inWords: String? {
    switch (lowerBound, upperBound) {
    case (.min, .max): nil
    case (let low, .max): "at least \(low)"
    case (.min, let high): "at most \(high)"
    case (let low, let high): "\(low) to \(high)"
    }
  }
}

extension ClosedRange<Double> {
  /// As for integers; a range from the least positive number reads `above 0`.
  var inWords: String? {
    switch (lowerBound, upperBound) {
    case (-.infinity, .infinity): nil
    case (.leastNonzeroMagnitude, .infinity): "above 0"
    case (let low, .infinity): "at least \(decimal(low))"
    case (-.infinity, let high): "at most \(decimal(high))"
    case (.leastNonzeroMagnitude, let high): "above 0, at most \(decimal(high))"
    case (let low, let high): "\(decimal(low)) to \(decimal(high))"
    }
  }
}

/// A number without `.0`.
func decimal(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

// MARK: Misspelt names

/// The option that was probably meant: the same with other dashes or underscores, or else a near one.
func nearestOption(to word: String, among names: [String]) -> String? {
  names.first { optionKey($0) == optionKey(word) } ?? nearest(to: word, among: names)
}

/// The name that was probably meant, or nil where none is near enough.
///
/// Near enough is a third of the longer name's bytes wrong, or one; of equally near names the first
/// wins. Where none is near, it is the only name that begins with the word.
func nearest(to word: String, among names: [String]) -> String? {
  let distances = names.map { name in
    (name: name, distance: editDistance(Array(word.utf8), Array(name.utf8)))
  }
  let near = distances.filter { name, distance in
    distance <= max(1, max(word.utf8.count, name.utf8.count) / 3)
  }
  if let best = near.min(by: { $0.distance < $1.distance }) { return best.name }
  let longer = names.filter { word.utf8.count >= 3 && $0.hasPrefix(word) }
  return longer.count == 1 ? longer[0] : nil
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other,
/// no part touched twice (Damerau-Levenshtein in its restricted form). Cost: the lengths' product.
func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for (i, byte) in first.enumerated() {
    var row = [i + 1]
    for (j, other) in second.enumerated() {
      var best = min(last[j] + (byte == other ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, byte == second[j - 1], first[i - 1] == other {
        best = min(best, beforeLast[j - 1] + 1)
      }
      row.append(best)
    }
    (beforeLast, last) = (last, row)
  }
  return last[second.count]
}
