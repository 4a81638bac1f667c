/// The tokens that no text has: they stand first in every vocabulary, and these are their ids.
public enum SpecialToken: Int, CaseIterable, Sendable {
  case padding, unknown, start, end

  public var spelling: String {
    switch self {
    case .padding: "<pad>"
    case .unknown: "<unk>"
    case .start: "<s>"
    case .end: "</s>"
    }
  }
}
