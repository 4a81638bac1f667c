import CommandLineInterface
import Configuration
import Messages

extension ConfigurationError: Explained {
  package var diagnostic: Diagnostic? { Diagnostic(.badData, message, advice: advice) }

  private var message: String {
    switch self {
    case .malformed(let path, let line, let column, let problem):
      "\(place(path, line: line)), column \(column): this is no YAML: \(problem)"
    case .notMapping(let path, let line): "\(place(path, line: line)): this is no setting"
    case .keyNotName(let path, let line):
      "\(place(path, line: line)): before the colon stands no name"
    case .duplicateKey(let path, let line, let key, let firstLine):
      "\(place(path, line: line)): \(quoted(key)) is given twice, first on line \(firstLine)"
    case .nestedValue(let path, let line, let key):
      "\(place(path, line: line)): the value of \(quoted(key)) has parts of its own"
    case .nullValue(let path, let line, let key):
      "\(place(path, line: line)): \(quoted(key)) has no value"
    case .severalDocuments(let path, let line):
      "\(place(path, line: line)): a second document begins"
    case .anchor(let path, let line, let name):
      "\(place(path, line: line)): \(quoted("&" + name)) names a value, which is not read"
    case .alias(let path, let line, let name):
      "\(place(path, line: line)): \(quoted("*" + name)) repeats a value, which is not read"
    case .tag(let path, let line, let value):
      "\(place(path, line: line)): \(quoted(value)) names a type, which is not read"
    }
  }

  private var advice: String {
    switch self {
    case .malformed:
      "Where YAML takes a text for something else, put it between double quotes."
    case .notMapping, .keyNotName:
      "A setting is a line such as `mini-batch: 64`, with a space after the colon."
    case .duplicateKey: "Leave one of them; several values stand in a list, `[one, two]`."
    case .nestedValue: "A setting has one value, or a list of values."
    case .nullValue:
      "Write a value after the colon, \"\" for empty text, or leave the line out; the words `null` "
        + "and `~` go between double quotes."
    case .severalDocuments: "Settings are one document: leave out the line with the dashes."
    case .anchor, .alias, .tag:
      "Write the value by itself; a text that begins with `&`, `*` or `!` goes between double quotes."
    }
  }
}
