/// What changed from one vocabulary to another, for those who want to use a model with either.
public struct VocabularyDifference: Equatable, Sendable {
  /// A token with its id in the one vocabulary that has it.
  public struct Entry: Equatable, Sendable {
    public var token: [UInt8]
    public var id: Int

    public init(token: [UInt8], id: Int) {
      self.token = token
      self.id = id
    }
  }

  /// A token with its ids in both.
  public struct Move: Equatable, Sendable {
    public var token: [UInt8]
    public var from: Int
    public var to: Int

    public init(token: [UInt8], from: Int, to: Int) {
      self.token = token
      self.from = from
      self.to = to
    }
  }

  public private(set) var moved: [Move] = []  // by the old id
  public private(set) var lost: [Entry] = []  // by the old id
  public private(set) var gained: [Entry] = []  // by the new id

  /// Every token has the same id in both; counts do not matter.
  public var isEmpty: Bool { moved.isEmpty && lost.isEmpty && gained.isEmpty }

  public init(from old: Vocabulary, to new: Vocabulary) {
    for id in 0..<old.count {
      let token = old[id]
      switch new.id(of: token.span) {
      case nil: lost.append(Entry(token: Array(token), id: id))
      case id: continue
      case let newID?: moved.append(Move(token: Array(token), from: id, to: newID))
      }
    }
    for id in 0..<new.count where old.id(of: new[id].span) == nil {
      gained.append(Entry(token: Array(new[id]), id: id))
    }
  }
}
