import Files
import Glibc

/// What the system can still give, as far as it tells.
struct AvailableMemory: Equatable {
  /// What is free or soon would be, with room to swap, and within the limit of a container.
  var byteCount: Int?
  /// Where they are rationed (`ulimit -v`).
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
    let facts = words(of: "/proc/meminfo")  // such as: MemAvailable: 22566948 kB
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
    words(of: path).first?.first.flatMap { Int($0) }
  }

  /// Of each line; none where there is no such file.
  private static func words(of path: String) -> [[String]] {
    guard var file = try? LineStream(path: path) else { return [] }
    var lines: [[String]] = []
    while let line = try? file.next() {
      let text = String(decoding: line.text, as: UTF8.self)
      lines.append(text.split(separator: " ").map(String.init))
    }
    return lines
  }
}
