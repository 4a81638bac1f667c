import Files
import Glibc
import Kernels
import RecurrentModels
import TextProcessing

/// The memory that a training holds from its beginning to its end, known before any is allocated.
/// What a batch needs comes on top, and is tried with the longest one.
struct TrainingMemory: Equatable {
  let parameters: Int
  let byteCount: Int
  /// Address space that workspaces reserve, most of which is never touched.
  let reserved: Int

  init(_ model: TranslationModel, _ options: TrainingOptions, threads: Int) {
    let batch = options.batches.miniBatchWords == nil ? options.batches.miniBatch : 1
    // The first shard's gradients are computed where they are summed.
    let apart = min(threads, SampleShards(samples: batch).number - 1)
    let averages = options.averagingRate == nil ? 0 : 1
    let arrays = 2 + apart + options.method.momentCount + averages
    let float = MemoryLayout<Float>.size
    // Packed weights, forward and backward; and in float32 for the model that is validated.
    let packed = 2 * (options.precision == .float32 ? float : float / 2) + float
    parameters = model.layout.parameterCount
    byteCount = arrays * model.layout.size * float + model.multipliedCount * packed
    reserved = 2 * threads * Workspace.generous
  }

  /// Throws a `TrainingError` where less is available.
  func require(_ available: AvailableMemory) throws(TrainingError) {
    for room in [available.byteCount, available.addresses.map { $0 - reserved }] {
      guard let room, room < byteCount else { continue }
      throw .tooLarge(parameters: parameters, needed: byteCount, available: max(room, 0))
    }
  }
}

/// What the system can still give; nil where it does not say.
struct AvailableMemory: Equatable {
  /// Free and reclaimable memory with swap, within the limit of a container.
  var byteCount: Int?
  /// Where they are limited (`ulimit -v`).
  var addresses: Int?

  static var current: AvailableMemory {
    AvailableMemory(
      byteCount: ([free] + limits.map(number(in:))).compactMap { $0 }.min(),
      addresses: addressesLeft)
  }

  /// Of a container, in both versions of control groups.
  private static let limits = [
    "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
  ]

  private static var free: Int? {
    let facts = SystemFile.words(of: "/proc/meminfo")  // such as: MemAvailable: 22566948 kB
    func kibibytes(_ name: String) -> Int? {
      facts.first { $0.first == name }.flatMap { $0.count > 1 ? Int($0[1]) : nil }
    }
    return kibibytes("MemAvailable:").map { ($0 + (kibibytes("SwapFree:") ?? 0)) * 1024 }
  }

  private static var addressesLeft: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur < UInt.max, let pages = number(in: "/proc/self/statm")
    else { return nil }
    return Int(clamping: limit.rlim_cur) - pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The first word of a file, where it is a number.
  private static func number(in path: String) -> Int? {
    SystemFile.words(of: path).first?.first.flatMap { Int($0) }
  }
}

/// A file in which the kernel shows facts, such as those below /proc.
enum SystemFile {
  /// The words of each line; none where the file cannot be read.
  static func words(of path: String) -> [[String]] {
    guard var file = try? LineStream(path: path) else { return [] }
    var lines: [[String]] = []
    while let line = try? file.next() {
      let text = String(decoding: line.text, as: UTF8.self)
      lines.append(text.split(separator: " ").map(String.init))
    }
    return lines
  }
}
