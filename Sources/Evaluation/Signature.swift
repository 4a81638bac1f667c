/// How a score was computed, in sacreBLEU's form: `nrefs:1|case:mixed|…|version:translate-0.2.0`.
/// Scores of equal signatures can be compared.
///
///     let signature = try BLEU(references: [["one line"]]).signature
///     print(signature)  // nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:translate-0.2.0
public struct Signature: Equatable, Sendable, CustomStringConvertible {
  /// A name and a value, such as `tok:13a`.
  ///
  ///     let names = try TER(references: [["one line"]]).signature.fields.map(\.name)
  public struct Field: Equatable, Sendable {
    /// sacreBLEU's abbreviation.
    public let name: String
    /// What the option was set to.
    public let value: String
  }

  /// The program's, as in sacreBLEU's signatures.
  public static let version = "translate-\(Release.version)"

  /// In sacreBLEU's order.
  public private(set) var fields: [Field]

  init(references: Int, _ options: KeyValuePairs<String, String>) {
    fields =
      [Field(name: "nrefs", value: "\(references)")]
      + options.map { Field(name: $0.key, value: $0.value) }
      + [Field(name: "version", value: Self.version)]
  }

  /// That of resampled scores, which depend on the number of samples and the seed, too.
  public func resampled(_ samples: Int, seed: UInt64) -> Signature {
    var signature = self
    signature.fields.insert(
      contentsOf: [Field(name: "bs", value: "\(samples)"), Field(name: "seed", value: "\(seed)")],
      at: 1)
    return signature
  }

  /// The fields as one line.
  public var description: String { fields.map { "\($0.name):\($0.value)" }.joined(separator: "|") }
}

/// The release that the program and its signatures name.
package enum Release {
  package static let version = "0.2.0"
  package static let date = "2026-11-28"
}

/// A flag as a signature has it.
func yesOrNo(_ flag: Bool) -> String { flag ? "yes" : "no" }

/// The letters' case as a signature has it.
func caseField(lowercases: Bool) -> String { lowercases ? "lc" : "mixed" }
