import Files

/// The check of one part of a corpus.
struct PartCheck {
  private let part: CorpusPart
  private var inspector: PairInspector
  private var tally: FindingTally
  private var repeats = RepeatCheck()
  private var source: SideSummary
  private var target: SideSummary

  init(of part: CorpusPart, _ inspector: PairInspector, placesKept: Int) {
    self.part = part
    self.inspector = inspector
    tally = FindingTally(files: part.files, placesKept: placesKept)
    source = SideSummary(path: part.files.path(of: .source))
    target = SideSummary(path: part.files.path(of: .target))
  }

  /// Reads the part to its end, or to where it cannot be read on.
  mutating func run(_ overlap: inout OverlapCheck) throws -> PartReport {
    do {
      var corpus = try ParallelCorpus(part.files)
      while let pair = try corpus.next(ifNoPair: { tally.add($1, line: $0) }) {
        add(pair, &overlap)
      }
    } catch CorpusError.unequalCounts(let source, let target) {
      add(unequal: source.lines, target.lines)
    } catch let error as FileError {
      add(error)
    }
    repeats.report(to: &tally)
    source.finish()
    target.finish()
    return PartReport(name: part.name, source: source, target: target, findings: tally.all)
  }

  private mutating func add(_ pair: LinePair, _ overlap: inout OverlapCheck) {
    let inspection = inspector.inspect(pair)
    for problem in inspection.problems { tally.add(problem, line: pair.number) }
    source.add(pair.source, inspection.source)
    target.add(pair.target, inspection.target)
    let key = PairKey(pair)
    repeats.add(key, line: pair.number)
    overlap.add(key, line: pair.number)
  }

  // MARK: What cannot be read

  /// In the longer file, at the first line without a partner.
  private mutating func add(unequal source: Int, _ target: Int) {
    let problem = PairProblem(
      problem: .unequalCounts, side: source > target ? .source : .target,
      fact: .counts(source: source, target: target))
    tally.add(problem, line: min(source, target) + 1)
  }

  /// At the first line that was not read. Where it is the first of all, the other file may be
  /// missing too, and both are named at once.
  private mutating func add(_ error: FileError) {
    let side = error.path == part.files.path(of: .source) ? CorpusSide.source : .target
    add(error, side)
    if side == .source, source.lines == 0, case .sides(_, let path) = part.files {
      do throws(FileError) { _ = try LineReader(path: path) } catch { add(error, .target) }
    }
  }

  private mutating func add(_ error: FileError, _ side: CorpusSide) {
    let problem = PairProblem(problem: .unreadable, side: side, fact: .failure(error))
    tally.add(problem, line: source.lines + 1)
  }
}
