"""What the benchmarks have in common: their options, running programs, medians and tables."""

import argparse
import collections
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

TRANSLATE = ".build/release/translate"


def parser(description):
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False)
    parser.add_argument("--data", default="../shared/data", help="folder that holds multi30k")
    parser.add_argument("--rounds", type=int, default=5)
    return parser


def say(text):
    """To the one who waits; what is printed goes into the results."""
    print(text, file=sys.stderr, flush=True)


# Programs

Run = collections.namedtuple("Run", "output seconds megabytes marked")


def run(command, mark=lambda: False, stdin=None, stdout=None):
    """Runs a program to its end: what it printed, how long it took and its memory at the peak.

    `marked` is after how many seconds `mark` was true for the first time.
    """
    with tempfile.TemporaryDirectory() as folder:
        peak, output = os.path.join(folder, "peak"), os.path.join(folder, "output")
        with open(output, "wb") as file:
            start, marked = time.perf_counter(), None
            process = subprocess.Popen(
                [sys.executable, "-S", "benchmarks/peak.py", peak, *command], stdin=stdin,
                stdout=stdout or file)
            while True:
                try:
                    status = process.wait(timeout=0.02)
                    break
                except subprocess.TimeoutExpired:
                    if marked is None and mark():
                        marked = time.perf_counter() - start
            seconds = time.perf_counter() - start
        if status != 0:
            sys.exit(f"{' '.join(command)} ended with {status}.")
        return Run(text(output), seconds, int(text(peak)) * 1024 / 1e6, marked)


def timed_lines(command):
    """The lines that a program says, each with the seconds since its start.

    It is ended when nobody listens any more.
    """
    start = time.perf_counter()
    with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            errors="replace") as process:
        try:
            for line in process.stdout:
                yield time.perf_counter() - start, line
            if process.wait() != 0:
                sys.exit(f"{' '.join(command)} ended with {process.returncode}.")
        finally:
            process.terminate()


def in_turns(contestants, rounds):
    """What each of them gives, round by round: a list for each name."""
    results = {name: [] for name in contestants}
    for number in range(1, rounds + 1):
        for name, contestant in contestants.items():
            results[name].append(contestant())
            say(f"round {number}: {name}: {results[name][-1]}")
    return results


# Files


def text(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def lines(path):
    """Without the line feeds, which alone end them."""
    return text(path).removesuffix("\n").split("\n")


def events(folder):
    """What log.jsonl tells of the training in a folder."""
    return [json.loads(line) for line in lines(os.path.join(folder, "log.jsonl"))]


# Figures


def ratio(theirs, mine):
    """How many times as many, round by round."""
    return statistics.median(a / b for a, b in zip(theirs, mine))


def table(*rows, texts=1):
    """The first row is the head; columns after so many of text are figures."""
    head, *body = [f"| {' | '.join(map(str, row))} |" for row in rows]
    rule = "|" + "---|" * texts + "---:|" * (len(rows[0]) - texts)
    return "\n".join([head, rule, *body]) + "\n"
