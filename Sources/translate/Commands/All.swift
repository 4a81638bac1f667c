import CommandLineInterface

/// The program's commands, in the order of its help.
let allCommands: [Command] = [
  Train.command, Run.command, LogProb.command, Evaluate.command,
  Tokenize.command, Detokenize.command, LearnPieces.command, BuildVocabulary.command, Pad.command,
  Score.command,
  Command(
    "corpus", summary: "check, clean or split a parallel corpus",
    subcommands: [
      CorpusCheckCommand.command, CorpusCleanCommand.command, CorpusSplitCommand.command,
    ]),
]
