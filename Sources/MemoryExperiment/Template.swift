/// What stands for something else in a template.
enum Slot: String {
  case year, subject, pronoun, origin, destination, place

  var spelling: String { "{\(rawValue)}" }
}

package enum Gender: String, Sendable {
  case masculine = "m"
  case feminine = "f"
}

/// A row of tokens, of which `{subject}` and its like are slots. `{heureux|heureuse}` agrees with the
/// subject: the masculine form, then the feminine one.
struct Template: Sendable {
  private enum Piece {
    case token([UInt8])
    case slot(Slot)
    case agreeing(masculine: [UInt8], feminine: [UInt8])
  }

  private let pieces: [Piece]

  /// The slots that have to be there, and those that may be.
  init(_ cell: Cell, slots: [Slot], optional: [Slot] = []) throws(MemoryError) {
    var pieces: [Piece] = []
    var missing = slots
    for token in cell.tokens {
      let piece = Self.piece(token)
      if case .slot(let slot) = piece { missing.removeAll { $0 == slot } }
      guard let piece, Self.fits(piece, slots + optional) else {
        let value = String(decoding: token, as: UTF8.self)
        throw .unknownSlot(path: cell.path, line: cell.line, value: value)
      }
      pieces.append(piece)
    }
    if let slot = missing.first {
      throw .slotMissing(path: cell.path, line: cell.line, slot: slot.spelling)
    }
    self.pieces = pieces
  }

  /// Nil where braces do not enclose a slot's name or two forms.
  private static func piece(_ token: [UInt8]) -> Piece? {
    let signs = "{|}".utf8
    guard token.contains(where: signs.contains) else { return .token(token) }
    guard token.first == UInt8(ascii: "{"), token.last == UInt8(ascii: "}") else { return nil }
    let forms = token.dropFirst().dropLast()
      .split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard forms.allSatisfy({ !$0.isEmpty && !$0.contains(where: signs.contains) }) else {
      return nil
    }
    switch forms.count {
    case 1: return Slot(rawValue: String(decoding: forms[0], as: UTF8.self)).map(Piece.slot)
    case 2: return .agreeing(masculine: Array(forms[0]), feminine: Array(forms[1]))
    default: return nil
    }
  }

  private static func fits(_ piece: Piece, _ slots: [Slot]) -> Bool {
    if case .slot(let slot) = piece { slots.contains(slot) } else { true }
  }

  func ends(in slot: Slot) -> Bool {
    if case .slot(slot) = pieces.last { true } else { false }
  }

  /// The tokens that are there whatever the slots are filled with.
  var fixedTokens: [[UInt8]] {
    pieces.compactMap { if case .token(let token) = $0 { token } else { nil } }
  }

  func filled(_ gender: Gender, _ value: (Slot) -> [[UInt8]]) -> [[UInt8]] {
    pieces.flatMap { piece in
      switch piece {
      case .token(let token): [token]
      case .slot(let slot): value(slot)
      case .agreeing(let masculine, let feminine): [gender == .masculine ? masculine : feminine]
      }
    }
  }
}
