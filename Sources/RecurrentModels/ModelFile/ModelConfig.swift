import Files

extension TranslationOptions {
  /// The architecture as JSON on one line, for a model file. Without options of training, and
  /// without the sizes of the vocabularies.
  package var config: String {
    JSON.object(ConfigField.all.map { JSON.Member($0.key, $0.write(self)) }).text
  }

  /// Parses a `config` and refuses unknown keys and values; `path` is for errors.
  package init(
    config: String, sourceVocabulary: Int, targetVocabulary: Int, path: String
  ) throws(ModelConfigError) {
    self.init(sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary)
    let members = try Self.members(of: config, path: path)
    for field in ConfigField.all {
      guard let value = members[field.key] else {
        if field.isRequired { throw .missingKey(path: path, key: field.key) }
        continue
      }
      do throws(ConfigFault) {
        try field.read(value, &self)
      } catch {
        throw ModelConfigError(error, path: path, key: field.key, value: value.text)
      }
    }
    // Both set the depth: the second has overwritten the first.
    if let encoder = members[ConfigField.encoderDepth]?.integer, encoder != depth {
      throw .unequalDepths(path: path, encoder: encoder, decoder: depth)
    }
    if let conflict { throw .conflict(path: path, conflict) }
  }

  /// A JSON object without unknown keys.
  private static func members(of config: String, path: String) throws(ModelConfigError) -> JSON {
    let json: JSON
    do {
      json = try JSON(parsing: config.utf8)
    } catch {
      throw .malformed(path: path, error)
    }
    guard let members = json.members else {
      let fault = JSONFault.expected(UInt8(ascii: "{"))
      throw .malformed(path: path, JSONError(byte: 0, fault: fault))
    }
    for member in members
    where !ConfigField.all.contains(where: { $0.key.hasSameBytes(as: member.key) }) {
      throw .unknownKey(path: path, key: member.key)
    }
    return json
  }
}

/// Why a model file's config does not describe a model of this program.
package enum ModelConfigError: Error, Equatable, Sendable {
  case malformed(path: String, JSONError)
  /// Perhaps of a later version: ignoring it would run another model than was trained.
  case unknownKey(path: String, key: String)
  case missingKey(path: String, key: String)
  /// `value` is JSON: not one of the choices, or of another type.
  case unknownValue(path: String, key: String, value: String)
  case outOfRange(path: String, key: String, value: String, range: ClosedRange<Int>)
  /// The decoder's layers start from the final states of the encoder's layers, so both have as
  /// many.
  case unequalDepths(path: String, encoder: Int, decoder: Int)
  case conflict(path: String, TranslationOptions.Conflict)

  fileprivate init(_ fault: ConfigFault, path: String, key: String, value: String) {
    self =
      switch fault {
      case .unknownValue: .unknownValue(path: path, key: key, value: value)
      case .outOfRange(let range):
        .outOfRange(path: path, key: key, value: value, range: range)
      }
  }
}

/// A key of a translation model's config, with how to write and read its value.
private struct ConfigField: Sendable {
  typealias Property<Value> = WritableKeyPath<TranslationOptions, Value> & Sendable

  let key: String
  /// Whether every config has it; the default of `TranslationOptions` replaces one that is missing.
  let isRequired: Bool
  let write: @Sendable (TranslationOptions) -> JSON
  let read: @Sendable (JSON, inout TranslationOptions) throws(ConfigFault) -> Void

  /// In the order of the file. The keys are the names of the options of `train`.
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
private enum ConfigFault: Error {
  case unknownValue
  case outOfRange(ClosedRange<Int>)
}
