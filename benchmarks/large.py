"""What a corpus of ten million pairs takes beyond a small one of the same words: memory, and time
before the first update.
"""

import os
import tempfile

from measuring import parser, run, table, text
from training import PLAIN, repeated, training


def main():
    options = parser("What a large corpus takes")
    options.add_argument("--pairs", type=int, default=10_000_000, help="of the large corpus")
    arguments = options.parse_args()
    files = [f"{arguments.data}/multi30k/train.tok.{side}" for side in ("en", "fr")]
    with tempfile.TemporaryDirectory() as folder:
        print(large(files, arguments.pairs, folder))


def large(files, count, folder):
    """What a corpus takes beyond a small one of the same words."""
    rows = [("corpus", "bytes", "seconds to the first update", "MB", "MB more")]
    small = None
    for name, suffix, pairs in [("as it is", "", None), (f"repeated to {count:,} pairs", "", count),
                                ("the same, compressed", ".gz", count)]:
        corpus = files if pairs is None else [
            repeated(file, os.path.join(folder, f"large.{side}{suffix}"), pairs)
            for side, file in enumerate(files)]
        end = fifty_updates(corpus)
        small = small or end.megabytes
        rows.append((name, f"{sum(map(os.path.getsize, corpus)):,}", f"{end.marked:.1f}",
                     f"{end.megabytes:.0f}", f"{end.megabytes - small:.0f}"))
        if pairs is not None:
            for file in corpus:
                os.remove(file)
    return "\n".join([
        "# A large corpus", "",
        "Fifty updates on Multi30k, English to French, tokenized, with all words; one direction, no "
        "attention, embedding 256, LSTM 512. Memory is the peak of the whole process; eight bytes for "
        f"each line of both files are {16 * count / 1e6:.0f} MB.", "", table(*rows)])


def fifty_updates(files):
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log.jsonl")
        command = training(
            files, folder, 2, "--after-batches", "50", "--disp-freq", "1", *PLAIN)
        return run(command, mark=lambda: os.path.exists(log) and '"event":"update"' in text(log))


if __name__ == "__main__":
    main()
