import Corpora
import Files

/// A pair that is left out, and why.
package struct PairDrop: Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// The byte counts from 1 in the line.
    case invalidUTF8(byte: Int)
    /// Nothing but white space, or nothing that the tokenizer takes for a token.
    case empty
    case tooManyTokens(Int)
  }

  package var number: Int  // the line's, from 1
  package var side: CorpusSide
  package var reason: Reason

  /// For the ledger.
  package func line(of files: CorpusFiles) -> Drop {
    Drop(path: files.path(of: side), line: number, reason: reason.text)
  }
}

extension PairDrop.Reason {
  /// In the words of `translate corpus`, where it has some.
  var text: String {
    switch self {
    case .invalidUTF8(let byte): "\(CorpusProblem.invalidUTF8.rawValue) byte \(byte)"
    case .empty: CorpusProblem.empty.rawValue
    case .tooManyTokens(let count): "too-many-tokens \(count)"
    }
  }
}

/// How many pairs were left out for each reason.
package struct DropCounts: Equatable, Sendable {
  package var invalidUTF8 = 0
  package var empty = 0
  package var tooManyTokens = 0

  package init() {}

  package var total: Int { invalidUTF8 + empty + tooManyTokens }

  mutating func add(_ reason: PairDrop.Reason) {
    switch reason {
    case .invalidUTF8: invalidUTF8 += 1
    case .empty: empty += 1
    case .tooManyTokens: tooManyTokens += 1
    }
  }
}

extension PairText {
  /// Why the pair's text cannot be used, or nil. Invalid UTF-8 is replaced where the policy says so.
  mutating func fault(
    ifInvalid policy: InvalidUTF8Policy, in files: CorpusFiles
  ) throws(TextError) -> PairDrop? {
    for side in CorpusSide.allCases {
      guard let byte = self[side].invalidByte else { continue }
      switch policy {
      case .replace: self[side].repair()
      case .skip: return PairDrop(number: number, side: side, reason: .invalidUTF8(byte: byte))
      case .error:
        let value = self[side].bytes[byte - 1 - self[side].offset]
        throw .invalidUTF8(path: files.path(of: side), line: number, byte: byte, value: value)
      }
    }
    return CorpusSide.allCases.first { self[$0].isBlank }.map {
      PairDrop(number: number, side: $0, reason: .empty)
    }
  }
}
