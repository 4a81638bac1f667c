"""Greedy translation beside PyTorch with the same model: sentences a second, the same translations,
a single sentence, and whether batches and threads change anything.

PyTorch has loaded the model already and finds its text split into pieces; ours is a whole process.
"""

import hashlib
import importlib.metadata
import json
import os
import re
import statistics
import subprocess
import tempfile
import time

import torch

from measuring import TRANSLATE, in_turns, lines, parser, ratio, table
from torch_model import END, UNKNOWN, TorchModel

NEAR_TIE = 1e-4  # of log probabilities, within which rounding decides


def main():
    options = parser("Greedy translation beside PyTorch with the same model")
    options.add_argument("--model", required=True, help="model.safetensors, from tokenized text")
    options.add_argument("--source", default="en", help="its source language")
    options.add_argument("--sentences", type=int, default=1000, help="so many of the test set")
    arguments = options.parse_args()
    torch.set_num_threads(2)
    model = TorchModel(arguments.model)
    if json.loads(model.metadata["source_tokenizer"])["kind"] != "space":
        raise SystemExit("A model of text that was tokenized before is needed (--tokenizer space).")
    test = f"{arguments.data}/multi30k/test_2016_flickr.tok.{arguments.source}"
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "source")
        with open(source, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines(test)[:arguments.sentences])
        print(heading(model, len(lines(source))))
        print(speed(model, arguments, source, folder))
        print(single(arguments.model, lines(source)[0]))
        print(invariance(arguments.model, source, folder))


def heading(model, sentences):
    training = json.loads(model.metadata["training"])
    config = ", ".join(f"{key} {value}" for key, value in model.config.items() if value)
    return "\n".join([
        "# Decoding",
        "",
        f"PyTorch {importlib.metadata.version('torch')}. A model of {training['updates']} updates "
        f"({config}; vocabularies of {len(model.sources)} and {len(model.targets)}), and "
        f"{sentences} sentences of Multi30k's test_2016_flickr, tokenized; greedy, float32, two "
        "threads.",
        "",
    ])


# Speed


def speed(model, arguments, source, folder):
    sentences = pieces(source, model.metadata.get("source_bpe"), folder)
    target = os.path.join(folder, "target")
    theirs = model.translate(sentences)
    command = ["--threads", "2", "--mini-batch", "64", "--input", source, "--output", target]
    contestants = {
        "PyTorch, in a process that has loaded the model, batches of 64":
            lambda: rate(sentences, lambda: model.translate(sentences)),
        "`translate run --threads 2 --mini-batch 64`, a whole process":
            lambda: rate(sentences, lambda: translate(arguments.model, *command)),
    }
    results = in_turns(contestants, arguments.rounds)
    first, *_ = results.values()
    rows = [("program", "sentences/s", "times PyTorch")] + [
        (name, f"{statistics.median(rates):.0f}", f"{ratio(rates, first):.2f}")
        for name, rates in results.items()]
    return "\n".join([
        "## Speed", "", table(*rows), *agreement(model, sentences, theirs, target, folder), ""])


def rate(sentences, run):
    start = time.perf_counter()
    run()
    return len(sentences) / (time.perf_counter() - start)


def translate(model, *options):
    return subprocess.run(
        [TRANSLATE, "run", "--quiet", model, *options], check=True, stdout=subprocess.PIPE).stdout


def pieces(path, merges, folder):
    """The words of each line, split by the model's own merges where it has any."""
    if merges:
        codes, split = os.path.join(folder, "codes"), os.path.join(folder, "pieces")
        with open(codes, "w", encoding="utf-8") as file:
            file.write(merges)
        subprocess.run([TRANSLATE, "tokenize", "--quiet", "--tokenizer", "space", "--bpe", codes,
                        "--output", split, path], check=True)
        path = split
    return [line.split() for line in lines(path)]


# The same translations


def agreement(model, sentences, theirs, target, folder):
    """How many are the same, and how near to each other the words are where two of them part."""
    ours = pieces(target, model.metadata.get("target_bpe"), folder)
    joined = [re.sub("@@( |$)", "", " ".join(words)) for words in theirs]
    different = [number for number, line in enumerate(lines(target)) if line != joined[number]]
    report = [f"{len(sentences) - len(different)} of {len(sentences)} translations are the same."]
    report += [""] if different else []
    for number in different:
        difference = gap(model, sentences[number], theirs[number], ours[number])
        report.append(
            f"- Line {number + 1}: where they part, PyTorch's log probabilities of the two words "
            f"differ by {difference:.1e}{', a near tie' if abs(difference) < NEAR_TIE else ''}.")
    return report


def gap(model, sentence, theirs, ours):
    theirs, ours = theirs + [model.words[END]], ours + [model.words[END]]
    place = next(place for place, pair in enumerate(zip(theirs, ours)) if pair[0] != pair[1])
    chances = model.next_word(sentence, theirs[:place])
    one, other = (model.targets.get(words[place], UNKNOWN) for words in (theirs, ours))
    return (chances[one] - chances[other]).item()


# A single sentence, and all of them in any way


def single(model, sentence, times=20):
    milliseconds = [
        1000 / rate([sentence], lambda: translate(model, sentence)) for _ in range(times)]
    return "\n".join([
        "## A single sentence", "",
        f"A whole process of `translate run` on {len(sentence.split())} words, {times} times: "
        f"{statistics.median(milliseconds):.0f} ms, at most {max(milliseconds):.0f} ms.", ""])


def invariance(model, source, folder):
    ways = [(batch, threads) for batch in ("1", "7", "64") for threads in ("1", "2")]
    digests = {
        way: hashlib.md5(translate(
            model, "--input", source, "--mini-batch", way[0], "--threads", way[1])).hexdigest()
        for way in ways}
    rows = [("--mini-batch", "--threads", "MD5 of the output")] + [
        (*way, digest) for way, digest in digests.items()]
    count = len(set(digests.values()))
    return "\n".join([
        "## Batches and threads", "",
        "The output is the same each time." if count == 1 else f"There are {count} OUTPUTS.", "",
        table(*rows, texts=3)])


if __name__ == "__main__":
    main()
