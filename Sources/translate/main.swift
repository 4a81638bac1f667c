import CommandLineInterface
import Evaluation
import Files
import Glibc
import Kernels
import Messages
import TextProcessing

// `write` reports a reader that has gone away, and a limit on the size of files.
signal(SIGPIPE, SIG_IGN)
signal(SIGXFSZ, SIG_IGN)
UnfinishedFiles.beforeRemoval = ProgressBar.makeEraser()
UnfinishedFiles.removeOnSignals()
MemoryExhaustion.end = endWithoutMemory

let program = Program(
  "translate", summary: "prepare text, train recurrent models and translate",
  discussion: """
    Trains sequence-to-sequence models on a parallel corpus, translates with them and scores the \
    translations. Other commands check and split the corpus, tokenize its text, learn byte-pair \
    encoding and build vocabularies.

    Text is UTF-8 with a sentence a line, may be compressed with gzip, and is read from standard \
    input where no file is named.
    """,
  version: Version(
    Release.version, date: Release.date,
    details: "ICU \(UnicodeLibrary.icuVersion), Unicode \(UnicodeLibrary.unicodeVersion)"),
  examples: [
    Example(
      "translate train --train-source train.en --train-target train.fr --valid-source valid.en "
        + "--valid-target valid.fr --output model",
      "train a model on two files, of which each line translates the other's"),
    Example("translate run model/model.safetensors 'A cat sat on the mat.'", "translate with it"),
    Example(
      "translate evaluate model/model.safetensors --source test.en --reference test.fr",
      "score its translations with BLEU, chrF and TER"),
  ],
  commands: [
    Train.command, Run.command, LogProb.command, Evaluate.command, Score.command,
    Tokenize.command, Detokenize.command, LearnPieces.command, BuildVocabulary.command,
    Pad.command,
    Command(
      "corpus", summary: "check, clean or split a parallel corpus",
      subcommands: [
        CorpusCheckCommand.command, CorpusCleanCommand.command, CorpusSplitCommand.command,
      ]),
  ],
  fileCommand: Run.command, foreignNames: .known,
  check: { try checkOutputs($0.outputs, besides: $0.inputs) })
exit(program.run(CommandLine.arguments, explain: explain))

/// Reports that the system refused memory, and ends the program there, leaving no unfinished files.
func endWithoutMemory(_ byteCount: Int) -> Never {
  UnfinishedFiles.removeAll()
  note("translate: out of memory: the system refused \(amount(byteCount))")
  note("Use shorter sentences, a smaller --mini-batch or fewer --threads, or raise `ulimit -v`.")
  _exit(Diagnostic.Status.outOfMemory.rawValue)
}
