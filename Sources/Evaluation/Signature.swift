/// Says how a score was computed, in sacreBLEU's form: `nrefs:1|case:mixed|…|version:translate-0.1`.
/// Scores of equal signatures can be compared.
public struct Signature: Equatable, Sendable, CustomStringConvertible {
  /// That of the figures: it changes when any text's score does.
  public static let version = "translate-0.1"

  private var references: Int
  private var resampling: [Field] = []
  private var fields: [Field]

  private struct Field: Equatable { var name, value: String }

  init(references: Int, _ fields: KeyValuePairs<String, String>) {
    self.references = references
    self.fields = fields.map { Field(name: $0.key, value: $0.value) }
  }

  /// The same for scores that were resampled.
  public func resampled(_ samples: Int, seed: UInt64) -> Signature {
    var signature = self
    signature.resampling = [
      Field(name: "bs", value: "\(samples)"), Field(name: "seed", value: "\(seed)"),
    ]
    return signature
  }

  public var description: String {
    let all =
      [Field(name: "nrefs", value: "\(references)")] + resampling + fields
      + [Field(name: "version", value: Self.version)]
    return all.map { "\($0.name):\($0.value)" }.joined(separator: "|")
  }
}

/// A flag as a signature has it.
func yesOrNo(_ flag: Bool) -> String { flag ? "yes" : "no" }

/// The letters' case as a signature has it.
func caseField(lowercases: Bool) -> String { lowercases ? "lc" : "mixed" }
