import CommandLineInterface

// What people type who come from other programs, and what to type here instead: by command, then by
// program. Names that are ours too are not listed.

extension ForeignNames {
  static let known = ForeignNames(
    options: [
      "train": marianTraining + openNMTTraining + fairseqTraining + kerasTraining + pyTorchTraining,
      "run": marianModels + marianDecoding + openNMTDecoding + fairseqDecoding + pyTorchModels,
      "evaluate": marianModels + searching + evaluating + pyTorchModels,
      "logprob": marianModels + marianScoring + pyTorchModels,
      "score": sacreBLEU,
      "tokenize": subwordNMTApplying + mosesTokenizing + sentencePieceEncoding,
      "detokenize": mosesDetokenizing,
      "bpe": subwordNMTLearning + sentencePieceTraining,
      "vocab": marianVocabulary + openNMTVocabulary + subwordNMTVocabulary,
      "pad": kerasPadding,
      "corpus check": mosesCleaning,
      "corpus clean": mosesCleaning,
      "corpus split": splitting,
    ],
    commands: [
      ForeignCommand(
        ["marian", "marian-train", "onmt_train", "fairseq-train", "fit"], use: "train"),
      ForeignCommand(
        [
          "marian-decoder", "marian-server", "amun", "decode", "decoder", "generate", "infer",
          "inference", "predict", "translate", "onmt_translate", "fairseq-generate",
          "fairseq-interactive", "ctranslate2",
        ], use: "run MODEL"),
      ForeignCommand(["marian-scorer", "rescore"], use: "logprob MODEL"),
      ForeignCommand(
        ["test", "eval"], use: "evaluate MODEL --source FILE --reference FILE"),
      ForeignCommand(
        [
          "sacrebleu", "bleu", "chrf", "ter", "multi-bleu", "multi-bleu-detok", "mteval-v13a",
          "mteval-v14", "fairseq-score",
        ], use: "score --reference FILE"),
      ForeignCommand(
        [
          "learn-bpe", "learn-joint-bpe-and-vocab", "subword-nmt", "spm_train", "sentencepiece",
        ], use: "bpe --merges N"),
      ForeignCommand(
        ["apply-bpe", "spm_encode", "encode", "segment"], use: "tokenize --bpe FILE"),
      ForeignCommand(["spm_decode"], use: "detokenize"),
      ForeignCommand(
        ["get-vocab", "marian-vocab", "onmt_build_vocab", "build_vocab", "vocabulary"],
        use: "vocab"),
      ForeignCommand(["tokenizer", "pretokenize"], use: "tokenize"),
      ForeignCommand(["detokenizer"], use: "detokenize"),
      ForeignCommand(["pad_sequences"], use: "pad"),
      ForeignCommand(["clean-corpus-n"], use: "corpus clean"),
      ForeignCommand(
        ["preprocess", "onmt_preprocess", "fairseq-preprocess", "prepare"], use: "tokenize"),
      ForeignCommand(["version"], use: "--version"),
    ])
}

// MARK: Training

private let noBeam = "beam search is not supported yet; the search is greedy"
private let noSampling = "sampling is not supported yet; the search is greedy"
private let onCPU = "models run on the CPU; `--threads N` limits its cores"
private let oneType =
  "models are recurrent encoders and decoders; see `--cell`, `--attention` and `--enc-type`"
private let noTransformer = "Transformers are not supported, only recurrent models"

private let marianTraining: [ForeignOption] = marian([
  (["--train-sets", "-t"], .use("--train-source FILE --train-target FILE")),
  (["--valid-sets"], .use("--valid-source FILE --valid-target FILE")),
  (["--tsv"], .use("--train-tsv FILE")),
  (["--model", "-m"], .use("--output DIR")),
  (
    ["--vocabs", "-v"],
    .note("see `--source-vocabulary FILE`; without it vocabularies are built from the corpus")
  ),
  (["--dim-vocabs"], .use("--max-size N")),
  (["--type"], .note(oneType)),
  (["--enc-cell", "--dec-cell"], .use("--cell lstm|gru|rnn")),
  (
    ["--enc-cell-depth", "--dec-cell-base-depth", "--dec-cell-high-depth"],
    .note("deep transition cells are not supported; see `--enc-depth N`")
  ),
  (["--skip"], .use("--residual")),
  (["--tied-embeddings-all", "--tied-embeddings-src"], .use("--tied-embeddings")),
  (["--dropout-rnn", "--dropout-src", "--dropout-trg"], .use("--dropout P")),
  (
    [
      "--transformer-heads", "--transformer-dim-ffn", "--transformer-dropout",
      "--transformer-preprocess", "--transformer-postprocess",
    ], .note(noTransformer)
  ),
  (["--after", "-e"], .use("--after-epochs N")),
  (["--cost-type"], .note("the loss is the cross-entropy of each target token")),
  (["--no-reload"], .note("a training goes on only with `--resume`; see `--overwrite`")),
  (["--shuffle", "--no-shuffle"], .note("pairs are shuffled in every epoch; see `--seed N`")),
  (["--max-length-crop"], .note("longer pairs are left out; see `--max-length N`")),
  (["--mini-batch-fit"], .use("--mini-batch-words N")),
  (["--maxi-batch-sort"], .note("batches are always sorted by length")),
  (["--optimizer-params"], .use("--learn-rate R --momentum M")),
  (["-o"], .use("--optimizer adam|sgd|rmsprop")),
  (["-l"], .use("--learn-rate R")),
  (["--lr-decay-strategy", "--lr-decay-freq"], .use("--lr-decay F --lr-decay-start N")),
  (["--valid-metrics"], .use("--early-stopping-on METRIC")),
  (["--valid-mini-batch"], .use("--mini-batch N")),
  (["--valid-script-path"], .note("validation scripts are not supported")),
  (
    ["--valid-translation-output"],
    .note("not supported; each validation prints a few translations")
  ),
  (["--valid-log", "--log"], .note("the log is DIR/log.jsonl; see `--output DIR`")),
  (["--log-level"], .use("--quiet")),
  (["--keep-best"], .note("the best model is always kept, in DIR/model.safetensors")),
  (["--beam-size", "-b", "--normalize", "-n", "--word-penalty"], .note(noBeam)),
  (["--devices", "-d", "--num-devices"], .note(onCPU)),
  (["--cpu-threads"], .use("--threads N")),
  (["--workspace", "-w"], .note("no memory is reserved; smaller batches need less of it")),
  (["--fp16"], .use("--precision bf16")),
  (["--sync-sgd"], .note("every update is synchronous, whatever the number of threads")),
  (["--guided-alignment", "--data-weighting", "--embedding-vectors"], .note("not supported")),
  (["--pretrained-model"], .note("training from another model is not supported")),
  (["-c"], .use("--config FILE")),
])

private let openNMTTraining: [ForeignOption] = openNMT([
  (["--data", "-data"], .use("--train-source FILE --train-target FILE")),
  (["--src", "-src", "--train_src"], .use("--train-source FILE")),
  (["--tgt", "-tgt", "--train_tgt"], .use("--train-target FILE")),
  (["--valid_src"], .use("--valid-source FILE")),
  (["--valid_tgt"], .use("--valid-target FILE")),
  (["--save_model", "--save_data"], .use("--output DIR")),
  (
    ["--src_vocab", "--tgt_vocab", "--share_vocab"],
    .note("vocabularies are built from the corpus; see `--max-size N` and `--tied-embeddings`")
  ),
  (["--src_vocab_size", "--tgt_vocab_size"], .use("--max-size N")),
  (["--src_words_min_frequency", "--tgt_words_min_frequency"], .use("--min-frequency N")),
  (["--src_seq_length", "--tgt_seq_length"], .use("--max-length N")),
  (["--rnn_type"], .use("--cell lstm|gru|rnn")),
  (["--rnn_size", "--hidden_size"], .use("--dim-rnn N")),
  (["--word_vec_size", "--src_word_vec_size", "--tgt_word_vec_size"], .use("--dim-emb N")),
  (["--layers"], .use("--enc-depth N --dec-depth N")),
  (["--enc_layers"], .use("--enc-depth N")),
  (["--dec_layers"], .use("--dec-depth N")),
  (["--encoder_type", "--brnn"], .use("--enc-type bidirectional")),
  (["--decoder_type", "--model_type"], .note(oneType)),
  (["--global_attention"], .use("--attention dot|general|additive")),
  (["--share_embeddings", "--share_decoder_embeddings"], .use("--tied-embeddings")),
  (["--heads", "--transformer_ff", "--position_encoding"], .note(noTransformer)),
  (["--train_steps"], .use("--after-batches N")),
  (["--valid_steps"], .use("--valid-freq N")),
  (["--save_checkpoint_steps"], .use("--save-freq N")),
  (["--keep_checkpoint"], .note("the best model and the last checkpoint are kept")),
  (["--report_every"], .use("--disp-freq N")),
  (["--batch_type"], .use("--mini-batch-words N")),
  (["--accum_count"], .use("--optimizer-delay N")),
  (["--bucket_size", "--pool_factor"], .use("--maxi-batch N")),
  (["--optim"], .use("--optimizer adam|sgd|rmsprop")),
  (["--learning_rate_decay"], .use("--lr-decay F")),
  (["--start_decay_steps"], .use("--lr-decay-start N")),
  (["--decay_method"], .use("--lr-decay-inv-sqrt N")),
  (["--warmup_steps"], .use("--lr-warmup N")),
  (["--max_grad_norm"], .use("--clip-norm N")),
  (["--average_decay"], .use("--exponential-smoothing R")),
  (["--early_stopping_criteria"], .use("--early-stopping-on METRIC")),
  (["--train_from"], .use("--resume")),
  (["--world_size", "--gpu_ranks", "--gpu", "--gpuid"], .note(onCPU)),
  (["--tensorboard", "--tensorboard_log_dir"], .note("not supported; DIR/log.jsonl is the log")),
  (["--log_file"], .note("the log is DIR/log.jsonl; see `--output DIR`")),
])

private let fairseqTraining: [ForeignOption] = fairseq([
  (["--trainpref"], .use("--train-source FILE --train-target FILE")),
  (["--validpref"], .use("--valid-source FILE --valid-target FILE")),
  (["--source-lang", "-s"], .use("--source-language NAME")),
  (["--target-lang", "-t"], .use("--target-language NAME")),
  (["--save-dir", "--destdir"], .use("--output DIR")),
  (["--arch", "-a"], .note(oneType)),
  (["--criterion"], .use("--label-smoothing E")),
  (["--max-tokens"], .use("--mini-batch-words N")),
  (["--max-sentences"], .use("--mini-batch N")),
  (["--max-epoch"], .use("--after-epochs N")),
  (["--max-update"], .use("--after-batches N")),
  (["--lr-scheduler"], .use("--lr-decay-inv-sqrt N")),
  (["--warmup-updates"], .use("--lr-warmup N")),
  (["--update-freq"], .use("--optimizer-delay N")),
  (["--encoder-embed-dim", "--decoder-embed-dim"], .use("--dim-emb N")),
  (["--encoder-hidden-size", "--decoder-hidden-size"], .use("--dim-rnn N")),
  (["--encoder-layers"], .use("--enc-depth N")),
  (["--decoder-layers"], .use("--dec-depth N")),
  (["--encoder-bidirectional"], .use("--enc-type bidirectional")),
  (["--decoder-attention"], .use("--attention dot|general|additive")),
  (["--share-all-embeddings", "--share-decoder-input-output-embed"], .use("--tied-embeddings")),
  (["--patience"], .use("--early-stopping N")),
  (["--best-checkpoint-metric"], .use("--early-stopping-on METRIC")),
  (["--eval-bleu"], .use("--early-stopping-on bleu")),
  (["--log-interval"], .use("--disp-freq N")),
  (["--validate-interval-updates"], .use("--valid-freq N")),
  (["--save-interval-updates"], .use("--save-freq N")),
  (["--restore-file"], .use("--resume")),
  (["--cpu", "--distributed-world-size"], .note(onCPU)),
  (["--num-workers"], .use("--threads N")),
  (["--weight-decay"], .note("not supported; see `--dropout P` and `--label-smoothing E`")),
  (["--no-progress-bar"], .use("--quiet")),
])

private let kerasTraining: [ForeignOption] = programs(
  "Keras",
  [
    (["--epochs"], .use("--after-epochs N")),
    (["--batch_size", "--bs"], .use("--mini-batch N")),
    (["--units", "--latent_dim"], .use("--dim-rnn N")),
    (["--embedding_dim", "--output_dim"], .use("--dim-emb N")),
    (["--num_words", "--vocab_size"], .use("--max-size N")),
    (["--learning_rate", "--lr"], .use("--learn-rate R")),
    (["--clipnorm"], .use("--clip-norm N")),
    (["--recurrent_dropout"], .use("--dropout P")),
    (["--validation_data"], .use("--valid-source FILE --valid-target FILE")),
    (["--validation_split"], .note("split the files first, with `translate corpus split`")),
  ])

private let pyTorchTraining: [ForeignOption] = programs(
  "PyTorch",
  [
    (["--nhid", "--hidden_dim"], .use("--dim-rnn N")),
    (["--emsize", "--emb_dim"], .use("--dim-emb N")),
    (["--nlayers", "--n_layers", "--num_layers"], .use("--enc-depth N --dec-depth N")),
    (["--clip", "--grad_clip"], .use("--clip-norm N")),
    (["--tied"], .use("--tied-embeddings")),
    (["--device", "--cuda", "--gpus"], .note(onCPU)),
  ])

private let pyTorchModels: [ForeignOption] = programs(
  "PyTorch",
  [
    (["--device", "--cuda", "--gpus"], .note(onCPU))
  ])

// MARK: Translating and scoring

private let marianModels: [ForeignOption] = marian([
  (["--models", "-m", "--model"], .note("the model is the first argument, MODEL, without a name")),
  (["--vocabs", "-v"], .note("the model file contains its vocabularies")),
  (["--config", "-c"], .note("the model file contains its settings")),
  (["-o"], .use("--output FILE")),
  (["--devices", "-d", "--num-devices"], .note(onCPU)),
  (["--cpu-threads"], .use("--threads N")),
  (["--workspace", "-w"], .note("no memory is reserved; smaller batches need less of it")),
  (["--mini-batch-words", "--mini-batch-fit"], .use("--mini-batch N")),
  (["--maxi-batch-sort"], .note("batches are always sorted by length")),
  (["--fp16", "--int8"], .use("--precision bf16")),
  (["--weights"], .note("ensembles of several models are not supported yet")),
  (["--quiet-translation", "--log-level", "--log"], .use("--quiet")),
])

private let marianDecoding: [ForeignOption] =
  searching
  + marian([
    (["-i"], .use("--input FILE")),
    (["--word-scores", "--n-best-feature"], .use("translate logprob --per-token")),
    (["--max-length-crop"], .note("longer sources are always cropped; see `--max-length N`")),
    (["--allow-unk"], .note("`<unk>` may always be produced")),
  ])

private let searching: [ForeignOption] = marian([
  (["--beam-size", "-b", "--n-best", "--normalize", "-n", "--word-penalty"], .note(noBeam)),
  (["--output-sampling"], .note(noSampling)),
])

private let evaluating: [ForeignOption] = programs(
  "sacreBLEU",
  [
    (["--ref", "--refs", "--references", "-r", "--tgt"], .use("--reference FILE")),
    (["--src", "--input", "-i"], .use("--source FILE")),
    (["--metrics"], .use("--metric bleu,chrf,ter")),
    (["-tok"], .use("--tokenize 13a|intl|char|zh|none")),
    (["--confidence", "--paired-bs"], .use("translate score --bootstrap N")),
  ])

private let openNMTDecoding: [ForeignOption] = openNMT([
  (["--src", "-src"], .use("--input FILE")),
  (["--tgt", "-tgt"], .use("translate evaluate --reference FILE")),
  (["--beam_size", "--n_best", "--length_penalty", "--alpha", "--beta"], .note(noBeam)),
  (["--random_sampling_topk", "--random_sampling_temp"], .note(noSampling)),
  (["--block_ngram_repeat", "--replace_unk", "--phrase_table"], .note("not supported yet")),
  (["--batch_size"], .use("--mini-batch N")),
  (["--gpu"], .note(onCPU)),
  (["--report_align", "--attn_debug"], .use("--alignment")),
  (["--with_score"], .use("--json")),
])

private let fairseqDecoding: [ForeignOption] = fairseq([
  (["--path"], .note("the model is the first argument, MODEL, without a name")),
  (["--beam", "--nbest", "--lenpen", "--unkpen"], .note(noBeam)),
  (["--sampling", "--sampling-topk", "--sampling-topp", "--temperature"], .note(noSampling)),
  (["--batch-size", "--max-sentences", "--max-tokens"], .use("--mini-batch N")),
  (["--buffer-size"], .use("--maxi-batch N")),
  (["--max-len-a", "--max-len-b"], .use("--max-length-factor X")),
  (["--min-len"], .use("--min-length N")),
  (["--print-alignment"], .use("--alignment")),
  (["--remove-bpe", "--post-process"], .note("translations are plain text already")),
  (["--cpu"], .note(onCPU)),
])

private let marianScoring: [ForeignOption] = marian([
  (["--train-sets", "-t"], .use("--source FILE --target FILE")),
  (["--summary"], .note("not supported; each pair has a line of its own")),
  (["--word-scores"], .use("--per-token")),
  (["--src"], .use("--source FILE")),
  (["--tgt"], .use("--target FILE")),
])

private let sacreBLEU: [ForeignOption] = programs(
  "sacreBLEU",
  [
    (["--ref", "--refs", "--references", "-r"], .use("--reference FILE")),
    (
      ["--input", "-i", "--hyp", "--hypothesis", "--sys"],
      .note("the translation is the argument HYPOTHESIS, or standard input")
    ),
    (["--src"], .note("scores need no source")),
    (["--metrics", "-m"], .use("--metric bleu,chrf,ter")),
    (["-tok"], .use("--tokenize 13a|intl|char|zh|none")),
    (["-lc"], .use("--lowercase")),
    (["--sentence-level", "-sl"], .use("--sentence")),
    (["--smooth-method", "-s"], .use("--smooth exp|floor|add-k|none")),
    (["-sv"], .use("--smooth-value VALUE")),
    (["--format", "-f"], .use("--json")),
    (["--score-only", "-b", "--width", "-w"], .use("--json")),
    (["--short", "-sh"], .note("signatures are always printed in full")),
    (["--confidence", "--confidence-n"], .use("--bootstrap N")),
    (["--paired-bs", "--paired-bs-n"], .use("--bootstrap N --baseline FILE")),
    (
      ["--paired-ar", "--paired-ar-n"],
      .note("approximate randomization is not supported; use `--bootstrap N --baseline FILE`")
    ),
    (["--paired-jobs"], .use("--threads N")),
    (["--chrf-word-order"], .use("--metric chrf++")),
    (
      ["--chrf-char-order", "--chrf-beta", "--chrf-lowercase", "--chrf-whitespace"],
      .note("not supported: chrF has character order 6 and beta 2")
    ),
    (
      ["--ter-normalized", "--ter-no-punct", "--ter-asian-support", "--ter-case-sensitive"],
      .note("not supported: TER has sacreBLEU's defaults")
    ),
    (
      ["--test-set", "-t", "--language-pair", "-l", "--download", "--echo", "--list"],
      .note("test sets are not downloaded; name the files, such as `--reference FILE`")
    ),
    (["--force"], .note("tokenized text is scored without a warning")),
    (["--num-refs", "-nr"], .use("--reference FILE")),
    (["--encoding", "-e"], .note("text is UTF-8; convert others with iconv")),
  ])

// MARK: Programs

typealias Rows = [([String], ForeignOption.Answer)]

func marian(_ rows: Rows) -> [ForeignOption] { programs("Marian", rows) }

func openNMT(_ rows: Rows) -> [ForeignOption] { programs("OpenNMT-py", rows) }

private func fairseq(_ rows: Rows) -> [ForeignOption] { programs("fairseq", rows) }

func programs(_ program: String, _ rows: Rows) -> [ForeignOption] {
  rows.map { names, answer in ForeignOption(program, names, answer) }
}
