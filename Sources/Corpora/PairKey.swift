import Files
import TextProcessing

/// What tells a pair from others: a hash of each side without the white space at its ends, or nil
/// where nothing is left, since empty lines are alike and mean nothing by it.
struct PairKey: Equatable {
  var source: UInt64?
  var target: UInt64?

  init(_ pair: LinePair) {
    source = Self.hash(pair.source)
    target = Self.hash(pair.target)
  }

  private static func hash(_ line: Line) -> UInt64? {
    let text = line.trimmedText
    return text.isEmpty ? nil : lineHash(text.span)
  }

  /// Of both sides in their order; nil where one is empty.
  var pair: UInt64? {
    guard let source, let target else { return nil }
    return SplitMix64.mix(SplitMix64.mix(source) ^ target)
  }
}

extension Line {
  /// Without the white space at either end.
  var trimmedText: ArraySlice<UInt8> {
    let range = text.span.trimmingWhiteSpace()
    return text[text.startIndex + range.lowerBound..<text.startIndex + range.upperBound]
  }
}
