import CommandLineInterface
import Glibc
import TextProcessing

/// Says that the system gives no memory, and ends the program there, leaving nothing half-written.
func endWithoutMemory(_ byteCount: Int) -> Never {
  let mebibytes = (byteCount >> 20) + 1
  note("translate: the system gives no more memory, and \(mebibytes) MiB are needed")
  note("Give shorter sentences, a smaller --mini-batch or fewer --threads, or lift `ulimit -v`.")
  UnfinishedFiles.removeAll()
  _exit(EX_OSERR)
}
