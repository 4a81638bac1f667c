import Files
import Glibc

/// A wish to stop, from the terminal or from the system, that a training meets at the next update. A
/// second one ends the program at once.
enum Interruption {
  private nonisolated(unsafe) static var number: Int32 = 0  // written by the signal handler

  /// From now on signals are noted.
  static func watch() {
    number = 0
    for signalNumber in [SIGINT, SIGTERM] {
      signal(signalNumber) { received in
        Interruption.number = received
        UnfinishedFiles.removeOnSignals()
      }
    }
  }

  /// The signal that came, if one did.
  static var received: Int32? { number == 0 ? nil : number }
}
