/// What a user is told when something ends a command: one clear sentence, what to do next, and the
/// status the process exits with.
public struct Diagnostic: Error, Equatable, Sendable {
  public enum Status: Int32, Sendable {
    case usage = 64
    case badData = 65
    case missingInput = 66
    case internalFault = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// By the user, with the work saved.
    case interrupted = 130
    /// By the system, with the work saved.
    case terminated = 143
  }

  public var status: Status
  public var message: String
  public var advice: String?

  public init(_ status: Status, _ message: String, advice: String? = nil) {
    self.status = status
    self.message = message
    self.advice = advice
  }
}
