import CommandLineInterface
import Configuration
import Messages
import Testing

@testable import translate

@Suite("Errors in settings files, in words")
struct ConfigurationExplanationsTests {
  typealias Case = (error: ConfigurationError, message: String, advice: String)

  @Test(
    arguments: [
      (
        .malformed(
          path: "c.yaml", line: 3, column: 7,
          problem: "mapping values are not allowed in this context"),
        "`c.yaml`, line 3, column 7: not valid YAML: "
          + "mapping values are not allowed in this context",
        "Put text with special characters between double quotes."
      ),
      (
        .notMapping(path: "-", line: 1),
        "standard input, line 1: expected a name, a colon and a value",
        "Write a line such as `mini-batch: 64`, with a space after the colon."
      ),
      (
        .keyNotName(path: "c.yaml", line: 2),
        "`c.yaml`, line 2: there is no name before the colon",
        "Write a line such as `mini-batch: 64`, with a space after the colon."
      ),
      (
        .duplicateKey(path: "c.yaml", line: 9, key: "seed", firstLine: 2),
        "`c.yaml`, line 9: `seed` is given more than once, first on line 2",
        "Keep one of them; several values are a list, `[one, two]`."
      ),
      (
        .nestedValue(path: "c.yaml", line: 9, key: "seed"),
        "`c.yaml`, line 9: the value of `seed` is nested",
        "Give a single value, or a list of values."
      ),
      (
        .nullValue(path: "c.yaml", line: 9, key: "seed"), "`c.yaml`, line 9: `seed` has no value",
        "Write a value after the colon, \"\" for empty text, or remove the line; "
          + "put the words `null` and `~` between double quotes."
      ),
      (
        .severalDocuments(path: "c.yaml", line: 9),
        "`c.yaml`, line 9: a second YAML document begins",
        "Keep one document: remove the line with `---`."
      ),
      (
        .anchor(path: "c.yaml", line: 9, name: "a"),
        "`c.yaml`, line 9: the YAML anchor `&a` is not supported", byItself
      ),
      (
        .alias(path: "c.yaml", line: 9, name: "a"),
        "`c.yaml`, line 9: the YAML alias `*a` is not supported", byItself
      ),
      (
        .tag(path: "c.yaml", line: 9, value: "!a"),
        "`c.yaml`, line 9: the YAML tag `!a` is not supported", byItself
      ),
    ] as [Case])
  func `reads`(_ item: Case) {
    #expect(explain(item.error) == Diagnostic(.badData, item.message, advice: item.advice))
  }

  private static let byItself =
    "Write the value itself; put text that begins with `&`, `*` or `!` between double quotes."
}
