"""Text preprocessing beside pyonmttok, SentencePiece and HF tokenizers.

Ours is timed as a whole process, start and output included; a peer as one call in a process that
has started and loaded already, which is to its advantage. Each round runs every program once, in
turns, so that a machine whose speed drifts drifts for all of them; medians are reported.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["RAYON_NUM_THREADS"] = "2"

import pyonmttok
import sentencepiece
import tokenizers

import measuring
from measuring import TRANSLATE, ratio


def main():
    arguments = measuring.parser("Text preprocessing beside other programs").parse_args()
    multi30k = os.path.join(arguments.data, "multi30k")
    if not os.path.isdir(multi30k):
        sys.exit(f"There is no {multi30k}: name the folder that holds it with --data DIR.")
    with tempfile.TemporaryDirectory() as folder:
        sections = [
            tokenizing(folder, multi30k, arguments.rounds),
            memory(folder, multi30k),
            applying_subwords(folder, multi30k, arguments.rounds),
            learning_subwords(folder, multi30k, arguments.rounds),
        ]
    print("\n".join([heading()] + sections))


def heading():
    return "\n".join(
        [
            "# Text",
            "",
            f"pyonmttok {pyonmttok.__version__}, SentencePiece {sentencepiece.__version__}, "
            f"HF tokenizers {tokenizers.__version__}. Ours is timed as a whole process, with "
            "startup and output; another program as one call in a process that is already loaded.",
            "",
        ]
    )


# Tokenizing


def tokenizing(folder, multi30k, rounds):
    raw = repeated(folder, "raw", [f"{multi30k}/train.{side}" for side in ("en", "fr", "de")])
    out = os.path.join(folder, "out")
    peer = pyonmttok.Tokenizer("conservative", joiner_annotate=True)
    command = [TRANSLATE, "tokenize", "--joiner"]
    contestants = {
        "pyonmttok conservative, joiners, 1 thread":
            lambda: peer.tokenize_file(raw, out, num_threads=1),
        "`translate tokenize --joiner --threads 1`": ours(command + ["--threads", "1"], raw, out),
        "`translate tokenize --joiner --threads 2`": ours(command + ["--threads", "2"], raw, out),
        "`translate tokenize --joiner --threads 1 --remember 0`":
            ours(command + ["--threads", "1", "--remember", "0"], raw, out),
        "`translate detokenize --threads 1` of that": detokenizing(folder, command, raw, out),
    }
    return table(
        "Tokenizing raw Multi30k (en, fr, de), repeated", contestants, os.path.getsize(raw), rounds,
        pairs=[(1, 2)])


def detokenizing(folder, command, raw, out):
    tokens = os.path.join(folder, "tokens")
    ours(command, raw, tokens)()
    return ours([TRANSLATE, "detokenize", "--threads", "1"], tokens, out)


def memory(folder, multi30k):
    raw = repeated(folder, "large", [f"{multi30k}/train.{side}" for side in ("en", "fr", "de")],
                   size=1_000_000_000)
    lines = []
    for threads in ("1", "2"):
        with open(raw, "rb") as source:
            end = measuring.run(
                [TRANSLATE, "tokenize", "--joiner", "--threads", threads], stdin=source,
                stdout=subprocess.DEVNULL)
        lines.append(
            f"`translate tokenize --joiner --threads {threads}`: peak memory "
            f"{end.megabytes:.0f} MB, {end.seconds:.1f} s.")
    size = os.path.getsize(raw)
    os.remove(raw)
    return f"## Memory, tokenizing {size / 1e9:.2f} GB\n\n" + "\n".join(lines) + "\n"


# Subwords


def applying_subwords(folder, multi30k, rounds):
    text = repeated(folder, "tok", [f"{multi30k}/train.tok.{side}" for side in ("en", "fr")])
    out, codes, model = (os.path.join(folder, name) for name in ("out", "codes", "unigram"))
    sources = [f"{multi30k}/train.tok.{side}" for side in ("en", "fr")]
    subprocess.run([TRANSLATE, "bpe", "--merges", "10000", "--output", codes, *sources],
        check=True, stderr=subprocess.DEVNULL)
    sentencepiece.SentencePieceTrainer.train(
        input=sources, model_prefix=model, vocab_size=10000, minloglevel=2)
    processor = sentencepiece.SentencePieceProcessor(model_file=f"{model}.model")
    with open(text, encoding="utf-8") as file:
        lines = file.read().split("\n")
    command = [TRANSLATE, "tokenize", "--tokenizer", "space", "--bpe", codes, "--threads", "1"]
    contestants = {
        "SentencePiece unigram 10k, encode, 1 thread":
            lambda: processor.encode(lines, out_type=int, num_threads=1),
        "`translate tokenize --tokenizer space --bpe CODES --threads 1`": ours(command, text, out),
        "the same with `--remember 0`": ours(command + ["--remember", "0"], text, out),
    }
    return table(
        "From tokenized Multi30k (en, fr), repeated, to pieces", contestants,
        os.path.getsize(text), rounds)


def learning_subwords(folder, multi30k, rounds):
    sections = []
    for side in ("en", "fr"):
        text = f"{multi30k}/train.tok.{side}"
        codes = os.path.join(folder, "codes")
        command = [TRANSLATE, "bpe", "--merges", "10000", "--threads", "2", "--output", codes, text]
        contestants = {
            "HF tokenizers, `BpeTrainer`, 2 threads": lambda: learn_with_tokenizers(text),
            "`translate bpe --merges 10000 --threads 2`": lambda: subprocess.run(
                command, check=True, stderr=subprocess.DEVNULL),
        }
        sections.append(
            table(f"Learning 10,000 merges on train.tok.{side}", contestants,
                  os.path.getsize(text), rounds))
    return "\n".join(sections)


def learn_with_tokenizers(text):
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    # 10,000 merges on top of the alphabet, as many as ours learns.
    with open(text, encoding="utf-8") as file:
        alphabet = len(set(file.read()) - set(" \n"))
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=10_000 + 2 * alphabet, end_of_word_suffix="</w>", show_progress=False)
    start = time.perf_counter()
    tokenizer.train([text], trainer)
    return time.perf_counter() - start


# Measuring


def repeated(folder, name, sources, size=80_000_000):
    """A file of the sources' text, over and over, of at least this size."""
    path = os.path.join(folder, name)
    text = b"".join(open(source, "rb").read() for source in sources)
    with open(path, "wb") as file:
        for _ in range(size // len(text) + 1):
            file.write(text)
    return path


def ours(command, source, target):
    def run():
        with open(source, "rb") as stdin, open(target, "wb") as stdout:
            start = time.perf_counter()  # not before the old output is gone
            subprocess.run(command, stdin=stdin, stdout=stdout, check=True)
            return time.perf_counter() - start

    return run


def seconds(run):
    """How long it took; a contestant that times itself returns its own figure."""
    start = time.perf_counter()
    itself = run()
    return itself if isinstance(itself, float) else time.perf_counter() - start


def table(title, contestants, size, rounds, pairs=()):
    """A row for each contestant, and a line for each pair of row numbers to be compared."""
    for run in contestants.values():
        run()
    times = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, run in contestants.items():
            times[name].append(seconds(run))
    rows = list(times.items())
    lines = [f"## {title} ({size / 1e6:.1f} MB)", "", "| program | s | MB/s | speedup |",
             "|---|---:|---:|---:|"]
    for name, values in rows:
        median = statistics.median(values)
        lines.append(
            f"| {name} | {median:.3f} | {size / median / 1e6:.1f} | {ratio(rows[0][1], values):.2f} |")
    for one, other in pairs:
        lines += ["", f"{rows[other][0]} against {rows[one][0]}: "
                      f"{ratio(rows[one][1], rows[other][1]):.2f} times."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
