import Files

/// A key of a translation model's config: how its value is written, and how it is read.
struct ConfigField: Sendable {
  typealias Property<Value> = WritableKeyPath<TranslationOptions, Value> & Sendable

  let key: String
  /// Whether a config says it; else leaving it out is what a model begins with.
  let isRequired: Bool
  let write: @Sendable (TranslationOptions) -> JSON
  let read: @Sendable (JSON, inout TranslationOptions) throws(ConfigFault) -> Void

  /// The architecture in the order of the file. Where `train` has an option of the same meaning, the
  /// key is its name.
  static let all: [ConfigField] = [
    choice("cell", \.cell, CellKind.allCases.map { ($0.rawValue, $0) }),
    size("dim-emb", \.embeddingWidth, 1...65_536),
    size("dim-rnn", \.units, 1...65_536),
    size(encoderDepth, \.depth, 1...64),
    size(decoderDepth, \.depth, 1...64),
    choice("enc-type", \.isBidirectional, [("bidirectional", true), ("unidirectional", false)]),
    choice(
      "attention", \.attention,
      [("none", nil)] + AttentionKind.allCases.map { ($0.rawValue, $0) }),
    flag("input-feed", \.feedsInput),
    flag("tied-embeddings", \.tiesEmbeddings),
    flag("layer-normalization", \.isNormalized),
    flag("residual", \.isResidual),
  ]

  static let encoderDepth = "enc-depth"
  static let decoderDepth = "dec-depth"

  private static func choice<Value: Equatable & Sendable>(
    _ key: String, _ property: Property<Value>, _ choices: [(word: String, value: Value)]
  ) -> ConfigField {
    ConfigField(
      key: key, isRequired: true,
      write: { options in
        let value = options[keyPath: property]
        return choices.first { $0.value == value }.map { .string($0.word) } ?? .null
      },
      read: { json, options throws(ConfigFault) in
        guard let word = json.string,
          let choice = choices.first(where: { $0.word.hasSameBytes(as: word) })
        else { throw .unknownValue }
        options[keyPath: property] = choice.value
      })
  }

  private static func size(
    _ key: String, _ property: Property<Int>, _ range: ClosedRange<Int>
  ) -> ConfigField {
    ConfigField(
      key: key, isRequired: true, write: { .integer($0[keyPath: property]) },
      read: { json, options throws(ConfigFault) in
        guard let size = json.integer else { throw .unknownValue }
        guard range.contains(size) else { throw .outOfRange(range) }
        options[keyPath: property] = size
      })
  }

  private static func flag(_ key: String, _ property: Property<Bool>) -> ConfigField {
    ConfigField(
      key: key, isRequired: false, write: { .boolean($0[keyPath: property]) },
      read: { json, options throws(ConfigFault) in
        guard let flag = json.boolean else { throw .unknownValue }
        options[keyPath: property] = flag
      })
  }
}

/// What is wrong with a value.
enum ConfigFault: Error {
  case unknownValue
  case outOfRange(ClosedRange<Int>)
}
