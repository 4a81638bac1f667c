import CommandLineInterface
import Glibc
import TextProcessing

signal(SIGPIPE, SIG_IGN)  // a reader that has gone away is seen in `write`, and ends us quietly
UnfinishedFiles.removeOnSignals()

let program = Program(
  "translate", summary: "prepare text for sequence models",
  version: "0.1.0 (ICU \(UnicodeLibrary.icuVersion), Unicode \(UnicodeLibrary.unicodeVersion))",
  commands: allCommands)
exit(program.run(CommandLine.arguments, explain: explain))
