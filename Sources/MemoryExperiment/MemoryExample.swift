/// How a scene becomes tokens.
package struct MemoryForm: Equatable, Sendable {
  package enum Task: Sendable {
    /// The text up to an adjective, and the adjective.
    case languageModel
    /// The text up to the last sentence and with it, and that sentence in French.
    case translation
  }

  package var task: Task
  /// Stands in a source of translation before the last sentence; nothing does where it is nil.
  package var separator: String? = "<sep>"
  /// Puts `<mask>` in the place of both countries' names: what is still right then was guessed.
  package var masksCountries = false
  /// The country whose answer each country gets; its own where this is nil.
  package var answers: [Int]?

  package init(_ task: Task) { self.task = task }
}

/// What a model reads and what it has to say.
package struct MemoryExample: Equatable, Sendable {
  package var source: [[UInt8]]
  package var target: [[UInt8]]
  /// Where the filler stands in the source.
  package var filler: Range<Int>
  /// The part of the target that the country decides.
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

  /// The last sentence, and the answer as it ends in.
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
  /// What English templates say of the subject.
  fileprivate subscript(slot: Slot) -> [[UInt8]] { slot == .pronoun ? [pronoun] : name }
}
