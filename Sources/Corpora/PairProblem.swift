/// A problem of one pair. `side` is nil where it lies in the two together.
public struct PairProblem: Equatable, Sendable {
  public var problem: CorpusProblem
  public var side: CorpusSide?
  public var fact: CorpusFact = .none
}

extension PairProblem {
  /// The reason as it stands in the ledger: the problem, then its fact (`length-ratio 1:12`).
  public var reason: String {
    switch fact {
    case .none, .failure: problem.rawValue
    case .byte(let byte, _): "\(problem.rawValue) byte \(byte)"
    case .count(let count): "\(problem.rawValue) \(count)"
    case .counts(let source, let target): "\(problem.rawValue) \(source):\(target)"
    case .script(let script): "\(problem.rawValue) \(script)"
    case .firstLine(let line): "\(problem.rawValue) line \(line)"
    }
  }
}
