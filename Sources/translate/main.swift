import CommandLineInterface
import Glibc
import Kernels
import Messages
import TextProcessing

signal(SIGPIPE, SIG_IGN)  // a reader that has gone away is seen in `write`, and ends us quietly
signal(SIGXFSZ, SIG_IGN)  // a limit on the size of files is seen there too
UnfinishedFiles.removeOnSignals()
MemoryExhaustion.end = endWithoutMemory

let program = Program(
  "translate", summary: "prepare text, train recurrent models and translate",
  version: "0.1.0 (ICU \(UnicodeLibrary.icuVersion), Unicode \(UnicodeLibrary.unicodeVersion))",
  commands: allCommands, fileCommand: Run.command)
exit(program.run(CommandLine.arguments, explain: explain))
