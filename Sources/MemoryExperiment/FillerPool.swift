import Files

/// Fillers to draw from.
struct FillerPool: Sendable {
  private let fillers: [Filler]

  private struct Filler {
    let index: Int
    let tokens: Int
    /// Words such as "of course" do not, and lead into one.
    let isSentence: Bool
  }

  init(_ indices: [Int], of words: MemoryWords) {
    fillers = indices.map { index in
      let filler = words.fillers[index]
      return Filler(
        index: index, tokens: filler.count, isSentence: filler.last == [UInt8(ascii: ".")])
    }
  }

  /// Different fillers of exactly so many tokens together, in an order drawn by lot.
  ///
  /// They are taken in the order of a shuffle, each that leaves a rest which those behind it fill.
  /// Takes time in the number of fillers times that of tokens.
  func draw(tokens: Int, using random: inout SplitMix64) throws(MemoryError) -> [Int] {
    let order = random.shuffled(fillers)
    let lastStarts = Self.lastStarts(order.map(\.tokens), sum: tokens)
    guard lastStarts[tokens] >= 0 else { throw .unfillable(tokens: tokens) }
    var drawn: [Filler] = []
    var rest = tokens
    for (place, filler) in order.enumerated() {
      if filler.tokens <= rest, lastStarts[rest - filler.tokens] > place {
        drawn.append(filler)
        rest -= filler.tokens
      }
    }
    return Self.text(of: drawn).map(\.index)
  }

  /// For each sum, the last place from which on the lengths have a part with that sum, or -1.
  private static func lastStarts(_ lengths: [Int], sum: Int) -> [Int] {
    var starts = Array(repeating: -1, count: sum + 1)
    starts[0] = lengths.count
    for (place, length) in lengths.enumerated().reversed() where length <= sum {
      for total in stride(from: sum, through: length, by: -1)
      where starts[total] < 0 && starts[total - length] > place {
        starts[total] = place
      }
    }
    return starts
  }

  /// The fillers with each that is no sentence before one, as far as there are enough.
  private static func text(of fillers: [Filler]) -> [Filler] {
    let sentences = fillers.filter(\.isSentence)
    let leads = fillers.filter { !$0.isSentence }
    let pairs = zip(leads, sentences).flatMap { [$0, $1] }
    return leads.dropFirst(sentences.count) + pairs + sentences.dropFirst(leads.count)
  }
}
