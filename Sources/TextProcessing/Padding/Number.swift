/// A number as a person writes it: whole, or with a fraction.
///
/// A list of numbers from a file is a list of these, and takes its element type when it becomes a
/// matrix.
public enum Number: Equatable, Sendable {
  case integer(Int)
  case real(Double)

  /// Reads `7`, `-7`, `2.5`, `1e-3`, `nan`, `inf`; a whole number beyond 64 bits is real. Decimal
  /// only, as Python's `float` is.
  public init?(_ text: some StringProtocol) {
    if let value = Int(text) {
      self = .integer(value)
    } else if !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }),
      let value = Double(text)
    {
      self = .real(value)
    } else {
      return nil
    }
  }
}

extension Number: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
}

/// What a sequence to be padded may hold.
public protocol SequenceNumber: ExpressibleByIntegerLiteral, Sendable {
  var number: Number { get }
}

extension Number: SequenceNumber { @inlinable public var number: Number { self } }
extension Int: SequenceNumber { @inlinable public var number: Number { .integer(self) } }
extension Int32: SequenceNumber { @inlinable public var number: Number { .integer(Int(self)) } }
extension Int64: SequenceNumber { @inlinable public var number: Number { .integer(Int(self)) } }
extension Float: SequenceNumber { @inlinable public var number: Number { .real(Double(self)) } }
extension Double: SequenceNumber { @inlinable public var number: Number { .real(self) } }
