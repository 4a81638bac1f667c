import CommandLineInterface
import Files
import Glibc
import Kernels
import Messages
import TextProcessing

// `write` reports a reader that has gone away, and a limit on the size of files.
signal(SIGPIPE, SIG_IGN)
signal(SIGXFSZ, SIG_IGN)
UnfinishedFiles.removeOnSignals()
MemoryExhaustion.end = endWithoutMemory

let program = Program(
  "translate", summary: "prepare text, train recurrent models and translate",
  version: "0.1.0 (ICU \(UnicodeLibrary.icuVersion), Unicode \(UnicodeLibrary.unicodeVersion))",
  commands: [
    Train.command, Run.command, LogProb.command, Evaluate.command,
    Tokenize.command, Detokenize.command, LearnPieces.command, BuildVocabulary.command,
    Pad.command, Score.command,
    Command(
      "corpus", summary: "check, clean or split a parallel corpus",
      subcommands: [
        CorpusCheckCommand.command, CorpusCleanCommand.command, CorpusSplitCommand.command,
      ]),
  ],
  fileCommand: Run.command,
  check: { try checkOutputs($0.outputs, besides: $0.inputs) })
exit(program.run(CommandLine.arguments, explain: explain))

/// Says that the system gives no memory, and ends the program there, leaving no unfinished files.
func endWithoutMemory(_ byteCount: Int) -> Never {
  note("translate: the system gives no more memory, and \(amount(byteCount)) are needed")
  note("Give shorter sentences, a smaller --mini-batch or fewer --threads, or lift `ulimit -v`.")
  UnfinishedFiles.removeAll()
  _exit(EX_OSERR)
}
