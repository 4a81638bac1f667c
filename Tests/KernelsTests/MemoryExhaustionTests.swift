import Glibc
import Kernels
import Testing

/// What ends a program is seen from outside of it: each in a process of its own.
struct MemoryExhaustionTests {
  private static let status: Int32 = 71

  private static func watch() { MemoryExhaustion.end = { _ in _exit(status) } }

  @Test func `a workspace that runs out ends the program as it was told to`() async {
    await #expect(processExitsWith: .exitCode(Self.status)) {
      Self.watch()
      let workspace = Workspace(byteCount: 128)
      _ = workspace.matrix(rows: 1, columns: 32)
      _ = workspace.matrix(rows: 1, columns: 1)
    }
  }

  @Test func `so does an address space that is none`() async {
    await #expect(processExitsWith: .exitCode(Self.status)) {
      Self.watch()
      _ = Workspace(byteCount: 1 << 60)
    }
  }

  @Test func `so does an array that the system does not give`() async {
    await #expect(processExitsWith: .exitCode(Self.status)) {
      Self.watch()
      _ = FloatArray(count: 1 << 58)
    }
  }
}
