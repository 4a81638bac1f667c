"""Training beside a program of PyTorch: words a second and memory.

The program is named with --peer: it trains on two files whose words stand between spaces, takes the
options below, and prints `params N`, and at its end `target words/s N`.
"""

import collections
import gzip
import importlib.metadata
import os
import re
import statistics
import sys
import tempfile

from measuring import TRANSLATE, events, in_turns, parser, ratio, run, table, text

WORDS = ["--tokenizer", "space", "--bpe-merges", "0"]
# As the peer is by itself.
ALIKE = ["--dim-emb", "256", "--dim-rnn", "512", "--no-tied-embeddings", "--no-variational-dropout",
         "--learn-rate", "0.001", "--exponential-smoothing", "0"]
PLAIN = ["--enc-type", "unidirectional", "--attention", "none", "--dropout", "0",
         "--label-smoothing", "0"]
ATTENTIVE = ["--attention", "dot", "--dropout", "0.3", "--label-smoothing", "0.1"]

# Ours trains for an epoch; the peer, which is slower, for so many steps.
Model = collections.namedtuple("Model", "name ours peer steps")
MODELS = [
    Model("one direction, no attention, float32", PLAIN, [], 200),
    Model("the same in bfloat16", [*PLAIN, "--precision", "bf16"], ["--bf16"], 300),
    Model("two directions, dot attention, dropout 0.3, label smoothing 0.1, float32",
          ["--enc-type", "bidirectional", *ATTENTIVE], ["--bidirectional", *ATTENTIVE], 140),
]
Training = collections.namedtuple("Training", "speed megabytes weights")


def main():
    options = parser("Training beside a program of PyTorch")
    options.add_argument("--peer", required=True, help="the program of PyTorch")
    options.add_argument("--pairs", type=int, help="train on the first pairs alone, to try it out")
    options.add_argument("--steps", type=int, help="of the peer, to try it out")
    arguments = options.parse_args()
    files = [f"{arguments.data}/multi30k/train.tok.{side}" for side in ("en", "fr")]
    with tempfile.TemporaryDirectory() as folder:
        if arguments.pairs:
            files = [repeated(file, os.path.join(folder, name), arguments.pairs)
                     for file, name in zip(files, ("en", "fr"))]
        print(heading())
        print(speed(files, arguments))


def heading():
    return "\n".join([
        "# Training",
        "",
        f"PyTorch {importlib.metadata.version('torch')}. Multi30k, English to French, tokenized; "
        "words that occur at least twice, embedding 256, LSTM 512, one layer, batches of 64, Adam; two "
        "threads unless said otherwise.",
        "",
        "Words are target tokens, `</s>` included. Ours are those of an epoch over the time from its "
        "first batch to its last update, from log.jsonl: this includes making batches and the first "
        "calls, but not reading the corpus. PyTorch's are counted by its program over the time of "
        "forward, backward and update only: this excludes making batches and the first five steps, "
        "which is to its advantage. Memory is the peak of the whole process.",
        "",
    ])


# Speed


def speed(files, arguments):
    rows, notes = [("model", "program", "words/s", "times PyTorch", "MB", "weights")], []
    one = "`translate train --threads 1`"
    for model in MODELS:
        steps = arguments.steps or model.steps
        contestants = {
            f"PyTorch, {steps} steps": lambda: peer(arguments.peer, files, steps, model.peer),
            "`translate train`": lambda: ours(files, model.ours, threads=2),
        }
        if model is MODELS[0]:
            contestants[one] = lambda: ours(files, model.ours, threads=1)
        results = in_turns(contestants, arguments.rounds)
        speeds = {name: [each.speed for each in all] for name, all in results.items()}
        theirs, two, *_ = speeds.values()
        for name, all in results.items():
            rows.append((
                model.name, name, f"{statistics.median(speeds[name]):.0f}",
                f"{ratio(speeds[name], theirs):.2f}",
                f"{statistics.median(each.megabytes for each in all):.0f}", all[0].weights))
        if one in results:
            notes.append(f"Two threads are {ratio(two, speeds[one]):.2f} times as fast as one.")
    return "## Speed and memory\n\n" + "\n".join([table(*rows, texts=2), *notes]) + "\n"


def ours(files, options, threads):
    with tempfile.TemporaryDirectory() as folder:
        end = run(training(
            files, folder, threads, "--after-epochs", "1", "--min-frequency", "2", *options))
        facts = {event["event"]: event for event in events(folder)}
    return Training(
        facts["epoch"]["words_per_second"], end.megabytes, facts["started"]["parameters"])


def training(files, folder, threads, *options):
    return [TRANSLATE, "train", "--quiet", "--threads", str(threads), "--train-source", files[0],
            "--train-target", files[1], "--output", folder, *WORDS, *ALIKE, *options]


def peer(program, files, steps, options):
    end = run([
        sys.executable, program, *files, "--threads", "2", "--max-steps", str(steps), *options])
    speed = re.findall(r"target words/s (\d+)", end.output)[-1]
    weights = re.search(r"params ([\d,]+)", end.output)[1].replace(",", "")
    return Training(int(speed), end.megabytes, int(weights))


# A corpus of another size


def repeated(file, path, count):
    """The first so many of a file's lines, over and over."""
    with open(file, "rb") as source:
        lines = source.readlines()
    is_compressed = path.endswith(".gz")
    with gzip.open(path, "wb", 1) if is_compressed else open(path, "wb") as out:
        for start in range(0, count, len(lines)):
            out.writelines(lines[:count - start])
    return path


if __name__ == "__main__":
    main()
