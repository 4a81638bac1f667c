import Decoding
import Files

// Translations as text and as JSON.

/// The translation; with its word alignment after ` ||| `, as Marian writes it.
func translationText(
  _ line: SourceLine, _ translation: Translation, hasAlignment: Bool
) -> [UInt8] {
  guard hasAlignment else { return translation.text }
  let pairs = translation.alignment.wordPairs(source: line.text, target: translation.text)
    .map { "\($0.source)-\($0.target)" }
  return translation.text + " ||| \(pairs.joined(separator: " "))".utf8
}

func translationJSON(
  _ line: SourceLine, _ translation: Translation, hasAlignment: Bool
) -> JSON {
  let members: [JSON.Member] = [
    .init("source", .string(text(line.text))),
    .init("translation", .string(text(translation.text))),
    .init("logProbability", translation.logProbability.map { .number($0) } ?? .null),
    .init("status", .string(translation.status.rawValue)),
  ]
  return .object(members + (hasAlignment ? alignmentMembers(line, translation) : []))
}

private func alignmentMembers(_ line: SourceLine, _ translation: Translation) -> [JSON.Member] {
  let alignment = translation.alignment
  let words = alignment.wordPairs(source: line.text, target: translation.text)
  return [
    .init("sourceTokens", tokensJSON(alignment.source, in: line.text)),
    .init("targetTokens", tokensJSON(alignment.target, in: translation.text)),
    .init("alignment", pairsJSON(alignment.pairs)),
    .init("wordAlignment", pairsJSON(words)),
  ]
}

/// Each token with its place in the line, in code points: Python's `line[start:end]` is its text.
private func tokensJSON(_ tokens: [Alignment.Token], in line: [UInt8]) -> JSON {
  let codePoints = codePointsBefore(eachByteOf: line)
  return .array(
    tokens.map { token in
      .object([
        .init("text", .string(text(token.text))),
        .init("start", token.range.map { .integer(codePoints[$0.lowerBound]) } ?? .null),
        .init("end", token.range.map { .integer(codePoints[$0.upperBound]) } ?? .null),
      ])
    })
}

/// For each byte of valid UTF-8, and for its end, how many code points begin before it.
private func codePointsBefore(eachByteOf line: [UInt8]) -> [Int] {
  var counts = [0]
  counts.reserveCapacity(line.count + 1)
  for byte in line { counts.append(counts[counts.count - 1] + (byte & 0xC0 == 0x80 ? 0 : 1)) }
  return counts
}

private func pairsJSON(_ pairs: [Alignment.Pair]) -> JSON {
  .array(pairs.map { .array([.integer($0.source), .integer($0.target)]) })
}
