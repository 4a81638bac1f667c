/// A part of a corpus: `train`, `valid`, `test` or whatever it is called.
public struct CorpusPart: Equatable, Sendable {
  public var name: String
  public var files: CorpusFiles

  public init(name: String, files: CorpusFiles) {
    self.name = name
    self.files = files
  }
}

/// Finds what is wrong with a corpus, in one reading of each file.
///
/// Memory goes with the lines alone (see `RepeatCheck` and `OverlapCheck`), not with what is found.
public struct CorpusCheck: Sendable {
  public var limits: CorpusLimits
  /// Without a locale a side's scripts are not looked at.
  public var sourceLocale: String?
  public var targetLocale: String?
  /// How many places are kept of each kind of problem in each file; all are counted.
  public var placesKept: Int

  public init(
    limits: CorpusLimits = .notable, sourceLocale: String? = nil,
    targetLocale: String? = nil, placesKept: Int = 10
  ) {
    self.limits = limits
    self.sourceLocale = sourceLocale
    self.targetLocale = targetLocale
    self.placesKept = placesKept
  }

  /// What is wrong with each part and what the parts share. The first part is the large one. Files
  /// that cannot be read are findings like others.
  public func check(_ parts: [CorpusPart]) throws -> CorpusReport {
    let inspector = PairInspector(
      limits: limits, sourceLocale: sourceLocale, targetLocale: targetLocale)
    var overlap = OverlapCheck(placesKept: placesKept)
    var reports: [PartReport] = []
    for (index, part) in parts.enumerated().reversed() {
      overlap.begin(part.name, isKept: index > 0)
      var check = PartCheck(of: part, inspector, placesKept: placesKept)
      reports.append(try check.run(&overlap))
      overlap.end()
    }
    return CorpusReport(parts: reports.reversed(), overlaps: overlap.overlaps)
  }
}
