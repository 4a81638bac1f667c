/// An option as users of another program know it, and what to type here instead.
package struct ForeignOption: Sendable {
  package enum Answer: Sendable {
    /// Options of ours, as they are typed: `--train-source FILE --train-target FILE`.
    case use(String)
    /// A clause that follows a colon: why nothing like it is needed, or that it is not supported.
    case note(String)
  }

  package let program: String
  /// As that program has them: `--train-sets`, `-t`, `--train_steps`.
  package let names: [String]
  package let answer: Answer

  package init(_ program: String, _ names: [String], _ answer: Answer) {
    self.program = program
    self.names = names
    self.answer = answer
  }

  /// A sentence such as: Marian's `--mini-batch-fit`: use `--mini-batch-words N`.
  func advice(on word: String) -> String {
    let owner = program.hasSuffix("s") ? "\(program)'" : "\(program)'s"
    return switch answer {
    case .use(let options): "\(owner) `\(word)`: use `\(options)`."
    case .note(let text): "\(owner) `\(word)`: \(text)."
    }
  }
}

/// What other programs are called, or their commands, and what to type here instead.
package struct ForeignCommand: Sendable {
  package let names: [String]
  /// As it is typed, without the program's name: `tokenize --bpe FILE`.
  package let use: String

  package init(_ names: [String], use: String) {
    self.names = names
    self.use = use
  }
}

/// The names that users of other programs may type, none of which is ours.
package struct ForeignNames: Sendable {
  /// By the command that they may be given to, such as `corpus clean`.
  package let options: [String: [ForeignOption]]
  package let commands: [ForeignCommand]

  package static let none = ForeignNames(options: [:], commands: [])

  package init(options: [String: [ForeignOption]], commands: [ForeignCommand]) {
    self.options = options
    self.commands = commands
  }

  /// A sentence for each program that has the option; nil where none has it.
  func advice(onOption word: String, of command: String) -> String? {
    let key = optionKey(word)
    let known = (options[command] ?? []).filter { $0.names.contains { optionKey($0) == key } }
    return known.isEmpty ? nil : known.map { $0.advice(on: word) }.joined(separator: " ")
  }

  /// What to type for a command, without the program's name.
  func replacement(forCommand word: String) -> String? {
    let key = commandKey(word)
    return commands.first { $0.names.contains { commandKey($0) == key } }?.use
  }
}

/// What two spellings of an option have in common: `--mini_batch`, `-mini-batch` and `--mini-batch`.
func optionKey(_ word: String) -> String {
  hyphenated(String(word.drop { $0 == "-" }))
}

/// What two spellings of a command have in common: `scripts/learn_bpe.py` and `learn-bpe`.
func commandKey(_ word: String) -> String {
  let file = word.split(separator: "/").last.map(String.init) ?? word
  let endings = [".py", ".perl", ".pl", ".sh"]
  let ending = endings.first { file.hasSuffix($0) && file.count > $0.count }
  return hyphenated(String(file.dropLast(ending?.count ?? 0))).lowercased()
}

private func hyphenated(_ word: String) -> String {
  word.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
}
