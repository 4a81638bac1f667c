import CommandLineInterface
import Configuration
import Messages
import Testing

@testable import translate

@Suite("Errors in settings files, in words")
struct ConfigurationExplanationsTests {
  typealias Case = (error: ConfigurationError, message: String, advice: String)

  @Test(
    "reads",
    arguments: [
      (
        .malformed(
          path: "c.yaml", line: 3, column: 7,
          problem: "mapping values are not allowed in this context"),
        "`c.yaml`, line 3, column 7: this is no YAML: "
          + "mapping values are not allowed in this context",
        "Where YAML takes a text for something else, put it between double quotes."
      ),
      (
        .notMapping(path: "-", line: 1), "standard input, line 1: this is no setting",
        "A setting is a line such as `mini-batch: 64`, with a space after the colon."
      ),
      (
        .keyNotName(path: "c.yaml", line: 2), "`c.yaml`, line 2: before the colon stands no name",
        "A setting is a line such as `mini-batch: 64`, with a space after the colon."
      ),
      (
        .duplicateKey(path: "c.yaml", line: 9, key: "seed", firstLine: 2),
        "`c.yaml`, line 9: `seed` is given twice, first on line 2",
        "Leave one of them; several values stand in a list, `[one, two]`."
      ),
      (
        .nestedValue(path: "c.yaml", line: 9, key: "seed"),
        "`c.yaml`, line 9: the value of `seed` has parts of its own",
        "A setting has one value, or a list of values."
      ),
      (
        .nullValue(path: "c.yaml", line: 9, key: "seed"), "`c.yaml`, line 9: `seed` has no value",
        "Write a value after the colon, \"\" for empty text, or leave the line out; "
          + "the words `null` and `~` go between double quotes."
      ),
      (
        .severalDocuments(path: "c.yaml", line: 9), "`c.yaml`, line 9: a second document begins",
        "Settings are one document: leave out the line with the dashes."
      ),
      (
        .anchor(path: "c.yaml", line: 9, name: "a"),
        "`c.yaml`, line 9: `&a` names a value, which is not read", byItself
      ),
      (
        .alias(path: "c.yaml", line: 9, name: "a"),
        "`c.yaml`, line 9: `*a` repeats a value, which is not read", byItself
      ),
      (
        .tag(path: "c.yaml", line: 9, value: "!a"),
        "`c.yaml`, line 9: `!a` names a type, which is not read", byItself
      ),
    ] as [Case])
  func explanation(_ item: Case) {
    #expect(explain(item.error) == Diagnostic(.badData, item.message, advice: item.advice))
  }

  private static let byItself =
    "Write the value by itself; a text that begins with `&`, `*` or `!` goes between double quotes."
}
