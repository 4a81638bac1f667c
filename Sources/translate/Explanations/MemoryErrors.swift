import CommandLineInterface
import Files
import Glibc

/// Says that the system gives no memory, and ends the program there, leaving nothing half-written.
func endWithoutMemory(_ byteCount: Int) -> Never {
  note("translate: the system gives no more memory, and \(amount(byteCount)) are needed")
  note("Give shorter sentences, a smaller --mini-batch or fewer --threads, or lift `ulimit -v`.")
  UnfinishedFiles.removeAll()
  _exit(EX_OSERR)
}

/// Such as `17 MiB` and `2.5 GiB`.
func amount(_ bytes: Int) -> String {
  bytes < 1 << 30 ? "\(bytes >> 20) MiB" : "\(fixed(Double(bytes) / 0x1p30, 1)) GiB"
}
