import Files

/// Where a training writes, and what it writes there besides what it has learned.
package struct TrainingFiles: Sendable {
  /// The best model so far.
  package let model: String
  /// Everything, to go on from.
  package let checkpoint: String
  /// The options, by which a checkpoint is held against a command line.
  package let settings: JSON
  /// SHA-256 of the files that are learned from.
  package let digests: JSON

  package init(folder: String, settings: JSON, digests: JSON) {
    model = "\(folder)/model.safetensors"
    checkpoint = "\(folder)/checkpoint.safetensors"
    self.settings = settings
    self.digests = digests
  }
}
