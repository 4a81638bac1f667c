import Corpora
import TextProcessing

/// One of something for each side.
package struct Sides<Value> {
  package var source: Value
  package var target: Value

  package subscript(side: CorpusSide) -> Value { side == .source ? source : target }
}

extension Sides: Sendable where Value: Sendable {}

extension Sides<TokenCounts> {
  /// Of the parts that several threads have counted.
  init(sum parts: [Self]) {
    source = TokenCounts(sum: parts.map(\.source))
    target = TokenCounts(sum: parts.map(\.target))
  }
}

extension TokenCounts {
  fileprivate init(sum counts: [TokenCounts]) {
    self = counts.first ?? TokenCounts()
    for other in counts.dropFirst() { merge(other) }
  }
}

/// A plan for each side by itself, or one for both.
package enum PerSide<Plan: Equatable & Sendable>: Equatable, Sendable {
  case joint(Plan)
  case separate(source: Plan, target: Plan)

  subscript(side: CorpusSide) -> Plan {
    switch self {
    case .joint(let plan): plan
    case .separate(let source, let target): side == .source ? source : target
    }
  }

  var plans: [Plan] {
    switch self {
    case .joint(let plan): [plan]
    case .separate(let source, let target): [source, target]
    }
  }

  /// Carries the plans out; a joint one is carried out once, with the counts of both sides.
  func carriedOut<Result>(
    with counts: Sides<TokenCounts>,
    _ carryOut: (Plan, () -> TokenCounts) throws -> Result
  ) rethrows -> Sides<Result> {
    switch self {
    case .joint(let plan):
      let result = try carryOut(plan) { TokenCounts(sum: [counts.source, counts.target]) }
      return Sides(source: result, target: result)
    case .separate(let source, let target):
      return Sides(
        source: try carryOut(source) { counts.source },
        target: try carryOut(target) { counts.target })
    }
  }
}

/// Where merges come from.
package enum MergesPlan: Equatable, Sendable {
  case none
  case given(BytePairMerges)
  /// From the words of the corpus, as subword-nmt does.
  case learned(count: Int, minFrequency: Int = 2)

  var isLearned: Bool { if case .learned = self { true } else { false } }

  func merges(from words: () -> TokenCounts) -> BytePairMerges? {
    switch self {
    case .none: nil
    case .given(let merges): merges
    case .learned(let count, let minFrequency):
      BytePairMerges(learnedFrom: words(), limit: count, minFrequency: minFrequency)
    }
  }
}

/// Where a vocabulary comes from.
package enum VocabularyPlan: Equatable, Sendable {
  case given(Vocabulary)
  /// From the tokens of the corpus, the special ones counted in `maxSize`.
  case built(maxSize: Int? = nil, minFrequency: Int = 1)

  func vocabulary(from tokens: () -> TokenCounts) throws(VocabularyError) -> Vocabulary {
    switch self {
    case .given(let vocabulary): vocabulary
    case .built(let maxSize, let minFrequency):
      try Vocabulary(counts: tokens(), maxSize: maxSize, minFrequency: minFrequency)
    }
  }
}
