public struct ChrFScore: MetricScore, Equatable {
  public let value: Double
}

/// The F-score of mean precision and mean recall, in per cent, from for each length the n-grams of the
/// hypothesis, those of the reference and those in both.
func fScore(of counts: [Double], _ options: ChrF.Options) -> Double {
  let weight = Double(options.beta * options.beta)
  var (precisions, recalls, scores) = (0.0, 0.0, 0.0)
  var (effective, lengths) = (0.0, 0.0)
  for index in stride(from: 0, to: counts.count, by: 3) {
    let (here, there, both) = (counts[index], counts[index + 1], counts[index + 2])
    let precision = here > 0 ? both / here : epsilon
    let recall = there > 0 ? both / there : epsilon
    let score = f(precision, recall, weight)
    scores += score.isNaN ? epsilon : score
    lengths += 1
    if here > 0 && there > 0 {
      precisions += precision
      recalls += recall
      effective += 1
    }
  }
  if options.usesEpsilon { return 100 * scores / lengths }
  let score = f(precisions / effective, recalls / effective, weight)
  return score.isNaN ? 0 : 100 * score
}

/// What stands for the precision or the recall of a length of which there are no n-grams.
private let epsilon = 1e-16

/// Not a number where both are 0, or there is none.
private func f(_ precision: Double, _ recall: Double, _ weight: Double) -> Double {
  (1 + weight) * precision * recall / (weight * precision + recall)
}
