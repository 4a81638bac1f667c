import Files

/// A state as a checkpoint has it.
extension TrainingState {
  var json: JSON {
    [
      "position": [
        "epoch": .integer(position.epoch), "maxi_batch": .integer(position.maxiBatch),
        "batch": .integer(position.batch),
      ],
      "updates": .integer(updates), "batches": .integer(batches),
      "skipped": .integer(skipped), "skipped_in_a_row": .integer(skippedInARow),
      "plateau": [
        "best": plateau.best.map { .number($0) } ?? .null, "stalled": .integer(plateau.stalled),
        "decays": .integer(plateau.decays),
      ],
      "best_update": .integer(bestUpdate),
      "scores": .array(
        scores.map {
          [
            "update": .integer($0.update), "metric": .string($0.metric.rawValue),
            "score": .number($0.score),
          ]
        }),
    ]
  }

  /// Nil where something is missing or is not what it has to be.
  init?(_ json: JSON) {
    func count(_ json: JSON?, _ key: String) -> Int? {
      json?[key]?.integer.flatMap { $0 >= 0 ? $0 : nil }
    }
    let (place, plateau) = (json["position"], json["plateau"])
    guard let epoch = count(place, "epoch"), let maxiBatch = count(place, "maxi_batch"),
      let batch = count(place, "batch"), let updates = count(json, "updates"),
      let batches = count(json, "batches"), let skipped = count(json, "skipped"),
      let skippedInARow = count(json, "skipped_in_a_row"),
      let stalled = count(plateau, "stalled"), let decays = count(plateau, "decays"),
      let bestUpdate = count(json, "best_update"), let scores = json["scores"]?.array
    else { return nil }
    self.init()
    position = BatchPosition(epoch: epoch, maxiBatch: maxiBatch, batch: batch)
    (self.updates, self.batches) = (updates, batches)
    (self.skipped, self.skippedInARow, self.bestUpdate) = (skipped, skippedInARow, bestUpdate)
    (self.plateau.stalled, self.plateau.decays) = (stalled, decays)
    self.plateau.best = plateau?["best"]?.number
    for entry in scores {
      guard let update = count(entry, "update"), let value = entry["score"],
        let metric = entry["metric"]?.string.flatMap(ValidationMetric.init)
      else { return nil }
      // JSON has no word for a perplexity beyond all numbers.
      guard let score = value == .null ? .nan : value.number else { return nil }
      self.scores.append(ScoreRecord(update: update, metric: metric, score: score))
    }
  }
}
