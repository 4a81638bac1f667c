import Kernels
import RecurrentModels

/// The memory that a training holds from its beginning to its end, known before any of it is there.
/// What a batch takes comes on top, and is tried with the longest.
struct TrainingMemory: Equatable {
  let parameters: Int
  let byteCount: Int
  /// Addresses that workspaces reserve, most of which are never touched.
  let reserved: Int

  init(_ model: TranslationModel, _ options: TrainingOptions, threads: Int) {
    let batch = options.batches.miniBatchWords == nil ? options.batches.miniBatch : 1
    // The first shard's gradients are made where they are summed.
    let apart = min(threads, SampleShards(samples: batch).number - 1)
    let averages = options.averagingRate == nil ? 0 : 1
    let arrays = 2 + apart + options.method.momentCount + averages
    let float = MemoryLayout<Float>.size
    // Forward and backward; and in float32 for the model that is validated.
    let packed = 2 * (options.precision == .float32 ? float : float / 2) + float
    parameters = model.layout.parameterCount
    byteCount = arrays * model.layout.size * float + model.multipliedCount * packed
    reserved = 2 * threads * Workspace.generous
  }

  /// Throws a `TrainingError` where there is less.
  func require(_ available: AvailableMemory) throws(TrainingError) {
    for room in [available.byteCount, available.addresses.map { $0 - reserved }] {
      guard let room, room < byteCount else { continue }
      throw .tooLarge(parameters: parameters, needed: byteCount, available: max(room, 0))
    }
  }
}
