/// What is wrong with a text that is to be JSON, or with what it says.
public enum JSONFault: Equatable, Sendable {
  case notUTF8
  case endsEarly
  /// Another byte stands where this one has to.
  case expected(UInt8)
  case expectedValue
  case expectedNumber
  /// Beyond the greatest signed number of 64 bits, or the greatest double.
  case numberTooLarge
  /// A control character that is not escaped.
  case controlCharacter
  case badEscape
  /// Lists and objects within each other beyond any sense.
  case tooDeep(limit: Int)
  case duplicateKey(String)
  case unknownKey(String)
  case missingKey(String)
  case textAfterEnd
}

/// A text that is not JSON. `byte` is where reading stopped, counted from 0.
public struct JSONError: Error, Equatable, Sendable {
  public var byte: Int
  public var fault: JSONFault

  public init(byte: Int, fault: JSONFault) {
    self.byte = byte
    self.fault = fault
  }
}
