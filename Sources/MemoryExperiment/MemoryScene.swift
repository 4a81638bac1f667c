/// What one text tells, each thing by its place in the lists: who went where, what is said in
/// between, and what is said last.
package struct MemoryScene: Hashable, Sendable {
  package var cue: Int
  package var query: Int
  package var subject: Int
  package var year: Int
  package var origin: Int
  package var destination: Int
  package var fillers: [Int]

  /// The way back: origin and destination change places, and all else is as it was.
  package var mirrored: MemoryScene {
    var scene = self
    swap(&scene.origin, &scene.destination)
    return scene
  }

  /// The same with another destination; the mirrored one where that is the origin.
  package func moved(to destination: Int) -> MemoryScene {
    if destination == origin { return mirrored }
    var scene = self
    scene.destination = destination
    return scene
  }
}

/// Two texts of the same words in another order: who has not understood which country was the
/// destination is right once at most.
package struct MirrorPair: Hashable, Sendable {
  package let first: MemoryScene

  package var second: MemoryScene { first.mirrored }
}
