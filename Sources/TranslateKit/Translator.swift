import Decoding
import Files
import FoundationEssentials
import Glibc
import Kernels
import Threading

/// A translation model from a file that `translate train` wrote, ready to translate.
///
/// ```swift
/// let translator = try Translator(contentsOf: URL(filePath: "model.safetensors"))
/// print(try await translator.translate("The train left twenty minutes ago.").text)
/// ```
///
/// Any number of tasks may call it at the same time: their sentences go through the model together.
/// A sentence's translation depends on that sentence alone, and is the one that `translate run`
/// gives.
public final class Translator: Sendable {
  /// How a translator works.
  ///
  /// ```swift
  /// var options = Translator.Options()
  /// options.threads = 1
  /// let translator = try Translator(contentsOf: url, options: options)
  /// ```
  public struct Options: Sendable {
    /// How many threads work, 1 to 256; nil is one for each processor. The translations are the same for any
    /// number.
    public var threads: Int?
    /// Whether to multiply matrices in bfloat16, which is faster where the processor has it and
    /// less precise; elsewhere this has no effect.
    public var usesBfloat16 = false
    /// The fewest tokens of a translation whose source is not empty: up to 10,000.
    public var minimumLength = 0
    /// The most tokens of a translation, as a multiple of its source's, up to 1,000; 10 tokens are
    /// always allowed.
    public var maximumLengthFactor = 3.0
    /// The most tokens of a source, whose end is left out where it has more: 1 to 10,000.
    public var maximumSourceLength = 1000

    /// The options of `translate run` where none are given.
    public init() {}

    fileprivate func check() throws(OptionError) {
      try OptionError.require("threads", threads, in: 1...256)
      try OptionError.require("minimumLength", minimumLength, in: 0...10_000)
      try OptionError.require(
        "maximumLengthFactor", maximumLengthFactor, in: Double.leastNormalMagnitude...1000)
      try OptionError.require("maximumSourceLength", maximumSourceLength, in: 1...10_000)
    }
  }

  private let engine: Engine
  private let requests = Guarded<[Request]>([])

  /// Opens a model. Its weights are mapped to memory, not read: to replace the file, rename another
  /// over it, and never write to it while a translator uses it.
  ///
  /// - Parameters:
  ///   - url: The model file.
  ///   - options: How the translator works.
  public init(contentsOf url: URL, options: Options = Options()) throws(TranslationError) {
    do {
      guard url.isFileURL else { throw FileError.missing(path: url.absoluteString) }
      try options.check()
      engine = try Engine(path: url.path, options)
    } catch {
      throw TranslationError(error)
    }
  }

  /// Translates one sentence. An empty sentence, or one of white space, has an empty translation.
  ///
  /// Throws a `TranslationError`, or a `CancellationError` where the task is cancelled
  /// already.
  public func translate(_ sentence: String) async throws -> Translation {
    try await translate([sentence])[0]
  }

  /// Translates sentences together, which is quicker than one by one, and returns as many
  /// translations in the same order. Throws what the translation of one throws.
  public func translate(_ sentences: [String]) async throws -> [Translation] {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      let request = Request(
        sentences: sentences, continuation: continuation)
      requests.withLock { $0.append(request) }
      // Whichever task comes first serves all that wait by then.
      Task { [self] in await engine.serve(requests) }
    }
  }

  /// Translations of sentences that come one after another, in their order.
  ///
  /// ```swift
  /// for try await translation in translator.translations(of: lines) { print(translation.text) }
  /// ```
  ///
  /// It reads ahead no further than the sentences that are translated together. Iterating throws
  /// what `sentences` throws, a `TranslationError`, or a `CancellationError` once the task is
  /// cancelled.
  ///
  /// - Parameters:
  ///   - sentences: Any number of them, such as the lines of a file.
  ///   - batchSize: How many sentences are awaited and translated together. The first translation
  ///     comes when so many are there, or the last one is: 1 answers each at once.
  public func translations<Sentences: AsyncSequence>(
    of sentences: Sentences, batchSize: Int = 64
  ) -> some AsyncSequence<Translation, any Error> where Sentences.Element == String {
    Translations(translator: self, sentences: sentences, batchSize: batchSize)
  }

  /// Translations of the sentences of a sequence, which may be longer than memory, in their order.
  ///
  /// Iterating throws a `TranslationError`, or a `CancellationError` once the task is cancelled.
  ///
  /// - Parameters:
  ///   - sentences: Any number of them.
  ///   - batchSize: How many sentences are translated together.
  public func translations<Sentences: Sequence>(
    of sentences: Sentences, batchSize: Int = 2048
  ) -> some AsyncSequence<Translation, any Error> where Sentences.Element == String {
    Translations(
      translator: self, sentences: AsyncElements(elements: sentences), batchSize: batchSize)
  }
}

/// Sentences of one caller, who waits for them.
private struct Request: Sendable {
  let sentences: [String]
  let continuation: CheckedContinuation<[Translation], any Error>
}

/// The model and its threads, which serve one batch at a time.
private actor Engine {
  private let translator: Decoding.Translator

  init(path: String, _ options: Translator.Options) throws {
    precondition(0...10_000 ~= options.minimumLength, "a length up to 10,000")
    precondition(1...10_000 ~= options.maximumSourceLength, "a length from 1 to 10,000")
    let factor = options.maximumLengthFactor
    precondition(factor > 0 && factor <= 1000, "a factor up to 1,000")
    let loaded = try LoadedModel(
      path: path, precision: options.usesBfloat16 ? .bfloat16 : .float32,
      threads: options.threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    var limits = Decoding.Translator.Options()
    limits.search.wantsAlignment = loaded.file.model.options.attention != nil
    limits.search.limits.shortest = options.minimumLength
    limits.search.limits.longestFactor = factor
    limits.longestSource = options.maximumSourceLength
    translator = loaded.translator(limits)
  }

  /// Translates the sentences of all requests in one go.
  func serve(_ requests: Guarded<[Request]>) {
    let requests = requests.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    if requests.isEmpty { return }
    // An actor may run on another thread each time.
    MatrixMultiplication.useOnlyThisThread()
    do {
      let sentences = requests.flatMap(\.sentences)
      let translated = try translator.translate(sentences.map { SourceLine(Array($0.utf8)) })
      var rest = zip(translated, sentences).map { Translation($0, of: $1) }[...]
      for request in requests {
        request.continuation.resume(returning: Array(rest.prefix(request.sentences.count)))
        rest = rest.dropFirst(request.sentences.count)
      }
    } catch {
      for request in requests { request.continuation.resume(throwing: TranslationError(error)) }
    }
  }
}

/// Translations in the order of their sentences, a batch at a time.
private struct Translations<Sentences: AsyncSequence>: AsyncSequence
where Sentences.Element == String {
  let translator: Translator
  let sentences: Sentences
  let batchSize: Int

  func makeAsyncIterator() -> Iterator {
    precondition(batchSize > 0, "a batch has sentences")
    return Iterator(
      translator: translator, sentences: sentences.makeAsyncIterator(), batchSize: batchSize)
  }

  struct Iterator: AsyncIteratorProtocol {
    let translator: Translator
    var sentences: Sentences.AsyncIterator
    let batchSize: Int
    var translated: ArraySlice<Translation> = []

    mutating func next() async throws -> Translation? {
      try Task.checkCancellation()
      if translated.isEmpty {
        var batch: [String] = []
        while batch.count < batchSize, let sentence = try await sentences.next() {
          batch.append(sentence)
        }
        if batch.isEmpty { return nil }
        translated = try await translator.translate(batch)[...]
      }
      return translated.removeFirst()
    }
  }
}

/// A sequence as an asynchronous sequence that never waits.
private struct AsyncElements<Elements: Sequence>: AsyncSequence {
  let elements: Elements

  func makeAsyncIterator() -> Iterator { Iterator(elements: elements.makeIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    var elements: Elements.Iterator

    mutating func next() async -> Elements.Element? { elements.next() }
  }
}
