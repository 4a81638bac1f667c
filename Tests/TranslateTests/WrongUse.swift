import TestSupport
import Testing

/// Words on a command line that are refused, with the status and a part of what is said.
struct WrongUse: CustomTestStringConvertible {
  var arguments: String
  var status: Int32
  var says: String

  var testDescription: String { arguments }

  /// That this came of them, and nothing on standard output.
  func check(_ result: ChildProcess.Result, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(result.status == status, "\(result.standardError)", sourceLocation: sourceLocation)
    #expect(
      result.standardError.contains(says), "\(result.standardError)",
      sourceLocation: sourceLocation)
    #expect(result.text.isEmpty, sourceLocation: sourceLocation)
  }
}
