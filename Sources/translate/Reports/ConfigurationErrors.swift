import CommandLineInterface
import Configuration
import Messages

extension ConfigurationError: Explained {
  package var diagnostic: Diagnostic? { Diagnostic(.badData, message, advice: advice) }

  private var message: String {
    switch self {
    case .malformed(let path, let line, let column, let problem):
      "\(place(path, line: line)), column \(column): not valid YAML: \(problem)"
    case .notMapping(let path, let line):
      "\(place(path, line: line)): expected a name, a colon and a value"
    case .keyNotName(let path, let line):
      "\(place(path, line: line)): there is no name before the colon"
    case .duplicateKey(let path, let line, let key, let firstLine):
      "\(place(path, line: line)): \(quoted(key)) is given more than once, first on line \(firstLine)"
    case .nestedValue(let path, let line, let key):
      "\(place(path, line: line)): the value of \(quoted(key)) is nested"
    case .nullValue(let path, let line, let key):
      "\(place(path, line: line)): \(quoted(key)) has no value"
    case .severalDocuments(let path, let line):
      "\(place(path, line: line)): a second YAML document begins"
    case .anchor(let path, let line, let name):
      "\(place(path, line: line)): the YAML anchor \(quoted("&" + name)) is not supported"
    case .alias(let path, let line, let name):
      "\(place(path, line: line)): the YAML alias \(quoted("*" + name)) is not supported"
    case .tag(let path, let line, let value):
      "\(place(path, line: line)): the YAML tag \(quoted(value)) is not supported"
    }
  }

  private var advice: String {
    switch self {
    case .malformed: "Put text with special characters between double quotes."
    case .notMapping, .keyNotName:
      "Write a line such as `mini-batch: 64`, with a space after the colon."
    case .duplicateKey: "Keep one of them; several values are a list, `[one, two]`."
    case .nestedValue: "Give a single value, or a list of values."
    case .nullValue:
      "Write a value after the colon, \"\" for empty text, or remove the line; put the words `null` "
        + "and `~` between double quotes."
    case .severalDocuments: "Keep one document: remove the line with `---`."
    case .anchor, .alias, .tag:
      "Write the value itself; put text that begins with `&`, `*` or `!` between double quotes."
    }
  }
}
