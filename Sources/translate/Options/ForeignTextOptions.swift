import CommandLineInterface

// What people type who come from other programs for text: subword-nmt, SentencePiece, Moses, Keras.

let subwordNMTApplying: [ForeignOption] = programs(
  "subword-nmt",
  [
    (["--codes", "-c", "--bpe-codes"], .use("--bpe FILE")),
    (["--glossaries"], .use("--glossary REGEX")),
    (["--input", "-i"], .note("the file is an argument, FILE, or standard input")),
    (["-o"], .use("--output FILE")),
    (["--separator", "-s"], .note("the separator is always `@@`; see `--joiner`")),
    (
      ["--merges", "-m"],
      .note("all merges of the file are used; learn fewer with `translate bpe --merges N`")
    ),
    (["--num-workers"], .use("--threads N")),
    (["--bpe-dropout"], .use("--dropout P")),
  ])

let mosesTokenizing: [ForeignOption] =
  mosesText
  + programs(
    "Moses",
    [
      (["-l", "--lang", "--language"], .use("--locale NAME")),
      (["--aggressive", "-a", "--aggressive-dash-splits"], .note("not supported")),
      (["--penn", "--time", "-x"], .note("not supported")),
      (["--protected", "-protected", "-p"], .use("--glossary REGEX")),
    ])

let mosesDetokenizing: [ForeignOption] =
  mosesText
  + programs(
    "Moses",
    [
      (["-l", "--lang", "--language"], .note("text comes back whatever its language")),
      (["-u"], .note("text comes back in the case of its tokens")),
      (["--penn"], .note("not supported")),
    ])

let mosesText: [ForeignOption] = programs(
  "Moses",
  [
    (["--no-escape", "-no-escape"], .note("text is never escaped")),
    (["-j"], .use("--threads N")),
    (["-q", "-b"], .use("--quiet")),
  ])

let sentencePieceEncoding: [ForeignOption] = programs(
  "SentencePiece",
  [
    (["--model"], .use("--bpe FILE")),
    (["--output_format", "--extra_options"], .note("not supported; tokens are text")),
  ])

let subwordNMTLearning: [ForeignOption] = programs(
  "subword-nmt",
  [
    (["--symbols", "-s", "--num-symbols", "--num-operations", "--operations"], .use("--merges N")),
    (["--total-symbols", "-t"], .note("not supported; `--merges N` counts merges alone")),
    (["--input", "-i"], .note("the files are arguments, FILE …, or standard input")),
    (["-o", "--codes"], .use("--output FILE")),
    (["--dict-input"], .note("not supported; words are counted in the text")),
    (["--write-vocabulary"], .use("translate vocab FILE --output FILE")),
    (["--num-workers"], .use("--threads N")),
  ])

let sentencePieceTraining: [ForeignOption] = programs(
  "SentencePiece",
  [
    (["--vocab_size"], .use("--merges N")),
    (["--model_prefix"], .use("--output FILE")),
    (["--model_type"], .note("only byte-pair encoding is supported")),
    (["--character_coverage"], .note("not supported; every character is kept")),
    (["--num_threads"], .use("--threads N")),
  ])

let marianVocabulary: [ForeignOption] = marian([
  (["-m"], .use("--max-size N"))
])

let openNMTVocabulary: [ForeignOption] = openNMT([
  (["--vocab_size", "--num_words", "--src_vocab_size"], .use("--max-size N")),
  (["--save_data", "--src_vocab"], .use("--output FILE")),
  (["--src_words_min_frequency"], .use("--min-frequency N")),
])

let subwordNMTVocabulary: [ForeignOption] = programs(
  "subword-nmt",
  [
    (["--input", "-i"], .note("the files are arguments, FILE …, or standard input")),
    (["-o"], .use("--output FILE")),
    (["--vocabulary-threshold"], .use("--min-frequency N")),
  ])

let kerasPadding: [ForeignOption] = programs(
  "Keras",
  [
    (["--max_len", "--max_length"], .use("--maxlen N")),
    (["--sequences"], .note("the sequences are read from FILE, or standard input")),
  ])

let mosesCleaning: [ForeignOption] = programs(
  "Moses",
  [
    (["--min", "-min"], .use("translate corpus clean --min-words N")),
    (["--max", "-max"], .use("--max-words N")),
    (["--ratio", "-ratio"], .use("--max-ratio X")),
    (["--ignore-ratio", "-ignore-ratio"], .use("--max-ratio 1000000")),
    (["--retained", "-retained"], .use("translate corpus clean --drops FILE")),
  ])

let splitting: [ForeignOption] = programs(
  "scikit-learn",
  [
    (["--test_size"], .use("--test SIZE")),
    (["--valid_size", "--validation_split", "--dev"], .use("--valid SIZE")),
    (["--random_state"], .use("--seed N")),
    (["--shuffle"], .note("pairs are always shuffled; see `--seed N`")),
  ])
