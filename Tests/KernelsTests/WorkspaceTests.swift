import Glibc
import Kernels
import Testing

struct WorkspaceTests {
  @Test func `pieces are aligned, and taken back down to a mark`() {
    let workspace = Workspace(byteCount: 1000)
    let first = workspace.bytes(1)
    let mark = workspace.mark
    let second = workspace.bytes(100)
    #expect(Int(bitPattern: first) % 64 == 0 && second == first + 64)
    workspace.release(to: mark)
    #expect(workspace.bytes(3) == second)
    #expect(workspace.peak == 64 + 128)
  }
}

/// What ends a program is seen from outside of it: each in a process of its own.
struct MemoryExhaustionTests {
  private static let status: Int32 = 71

  private static func watch() { MemoryExhaustion.end = { _ in _exit(status) } }

  @Test func `a workspace that runs out ends the program as was set`() async {
    await #expect(processExitsWith: .exitCode(Self.status)) {
      Self.watch()
      let workspace = Workspace(byteCount: 128)
      _ = workspace.matrix(rows: 1, columns: 32)
      _ = workspace.matrix(rows: 1, columns: 1)
    }
  }

  @Test func `so does a workspace larger than the address space`() async {
    await #expect(processExitsWith: .exitCode(Self.status)) {
      Self.watch()
      _ = Workspace(byteCount: 1 << 60)
    }
  }

  @Test func `so does an array that the system has no memory for`() async {
    await #expect(processExitsWith: .exitCode(Self.status)) {
      Self.watch()
      _ = FloatArray(count: 1 << 58)
    }
  }
}
