/// The content of one text, as indices into the lists: who went where, the fillers in between, and the
/// last sentence.
package struct MemoryScene: Hashable, Sendable {
  package var cue: Int
  package var query: Int
  package var subject: Int
  package var year: Int
  package var origin: Int
  package var destination: Int
  package var fillers: [Int]

  /// With origin and destination exchanged.
  package var mirrored: MemoryScene {
    var scene = self
    swap(&scene.origin, &scene.destination)
    return scene
  }

  /// With another destination; mirrored where that is the origin.
  package func moved(to destination: Int) -> MemoryScene {
    if destination == origin { return mirrored }
    var scene = self
    scene.destination = destination
    return scene
  }
}

/// Two texts of the same words in another order: a model that has not understood which country was the
/// destination is right at most once.
package struct MirrorPair: Hashable, Sendable {
  package let first: MemoryScene

  package var second: MemoryScene { first.mirrored }
}

/// How a scene is turned into tokens.
package struct MemoryForm: Equatable, Sendable {
  package enum Task: Sendable {
    /// The text up to an adjective, and the adjective.
    case languageModel
    /// The text up to the last sentence and with it, and that sentence in French.
    case translation
  }

  package var task: Task
  /// Precedes the last sentence in a source of translation, unless nil.
  package var separator: String? = "<sep>"
  /// Puts `<mask>` in place of both countries' names: what is still right then was guessed.
  package var masksCountries = false
  /// The country whose answer each country gets; nil for its own.
  package var answers: [Int]?

  package init(_ task: Task) { self.task = task }
}

/// What a model reads and what it has to predict.
package struct MemoryExample: Equatable, Sendable {
  package var source: [[UInt8]]
  package var target: [[UInt8]]
  /// The tokens of the source that are fillers.
  package var filler: Range<Int>
  /// The tokens of the target that depend on the country.
  package var answer: Range<Int>
}

extension MemoryWords {
  package func example(of scene: MemoryScene, as form: MemoryForm) -> MemoryExample {
    let cue = cue(of: scene, masked: form.masksCountries)
    let filler = scene.fillers.flatMap { fillers[$0] }
    let last = last(of: scene, form)
    return MemoryExample(
      source: cue + filler + last.source, target: last.target,
      filler: cue.count..<cue.count + filler.count,
      answer: last.target.count - last.answerLength..<last.target.count)
  }

  private func cue(of scene: MemoryScene, masked: Bool) -> [[UInt8]] {
    func name(_ country: Int) -> [[UInt8]] {
      masked ? [Array("<mask>".utf8)] : countries[country].name
    }
    let subject = subjects[scene.subject]
    return cues[scene.cue].filled(subject.gender) { slot in
      switch slot {
      case .year: [years[scene.year]]
      case .origin: name(scene.origin)
      case .destination: name(scene.destination)
      default: subject[slot]
      }
    }
  }

  /// The last sentence, and the target, which ends in the answer.
  private func last(
    of scene: MemoryScene, _ form: MemoryForm
  ) -> (source: [[UInt8]], target: [[UInt8]], answerLength: Int) {
    let (query, subject) = (queries[scene.query], subjects[scene.subject])
    let country = countries[form.answers?[scene.destination] ?? scene.destination]
    let sentence = query.sentence.filled(subject.gender) { subject[$0] }
    switch form.task {
    case .languageModel:
      let continuation = query.continuation.filled(subject.gender) { subject[$0] }
      return (sentence + continuation, [country.adjective], 1)
    case .translation:
      let french = query.french.filled(subject.gender) { slot in
        slot == .place ? country.place : subject.frenchName
      }
      let separator = form.separator.map { [Array($0.utf8)] } ?? []
      return (separator + sentence, french, country.place.count)
    }
  }
}

extension MemoryWords.Subject {
  /// The words for the subject in English templates.
  fileprivate subscript(slot: Slot) -> [[UInt8]] { slot == .pronoun ? [pronoun] : name }
}
