import CommandLineInterface
import Files
import FoundationEssentials
import Messages

/// Why a model cannot be opened, run or trained.
///
/// Its description is what `translate` prints: a sentence with the file and the value, then what to
/// do next.
///
/// ```swift
/// do {
///   _ = try Translator(contentsOf: URL(filePath: "none.safetensors"))
/// } catch {
///   print(error)  // there is no file `none.safetensors`
/// }
/// ```
public struct TranslationError: LocalizedError, CustomStringConvertible, Sendable {
  /// What to do about an error depends on this.
  ///
  /// ```swift
  /// if error.kind == .unreadable { print("Choose another file.") }
  /// ```
  public enum Kind: Sendable {
    /// There is no such file, or it cannot be read.
    case unreadable
    /// The file is not a model that this version can run, or is damaged; or a corpus has faults.
    case invalidData
    /// A file or folder cannot be written.
    case unwritable
    /// The options do not fit each other, the machine or what is in the output folder.
    case invalidOptions
    /// An error of this library.
    case internalError
  }

  /// The original error, with its facts.
  public let underlyingError: any Error

  init(_ error: any Error) { underlyingError = error }

  /// Wraps an error that this project has a message for; returns any other as it is.
  static func wrapping(_ error: any Error) -> any Error {
    error is any Explained ? TranslationError(error) : error
  }

  /// What kind of error it is.
  public var kind: Kind {
    if case .writeFailed = underlyingError as? FileError { return .unwritable }
    return switch diagnostic?.status {
    case .missingInput, .inputOutput: .unreadable
    case .badData: .invalidData
    case .cannotCreate: .unwritable
    case .usage: .invalidOptions
    default: .internalError
    }
  }

  /// The sentence, below it the details, where there are some, and what to do next, where that is
  /// known.
  public var description: String { (diagnostic?.lines ?? []).joined(separator: "\n") }

  /// The description.
  public var errorDescription: String? { description }

  private var diagnostic: Diagnostic? { explain(underlyingError) }
}

/// An option out of its range.
struct OptionError: Explained {
  let message: String

  var diagnostic: Diagnostic? { Diagnostic(.usage, message) }

  /// Throws where there is a value and the range does not have it.
  static func require<Value: Comparable>(
    _ name: String, _ value: Value?, in range: ClosedRange<Value>
  ) throws(OptionError) {
    guard let value, !range.contains(value) else { return }
    throw OptionError(
      message: "\(name) is \(value), and has to be \(range.lowerBound) to \(range.upperBound)")
  }
}
