"""Runs parts of the benchmarks, each of which replaces its own section of RESULTS.md:
benchmarks/run [OPTION...] [PART...] [-- OPTION...]

A part begins with a heading, below which stand the command that gave it, the date, the machine and
the versions. What a part needs and does not find it is skipped for, and that is said.
"""

import collections
import datetime
import os
import platform
import re
import shlex
import subprocess
import sys

from measuring import parser, say, text

HEADING = "# Benchmarks"
INTRODUCTION = """
Each section begins with the command that produced it. Compared programs take turns, once per round;
figures are medians.
"""

# In the order of their sections: a model that `quality` keeps is there for `decoding`.
Part = collections.namedtuple("Part", "heading options needs")
PARTS = {
    "text": Part("# Text", ["data", "rounds"], ["data"]),
    "cells": Part("# Recurrent cells", ["rounds"], []),
    "training": Part("# Training", ["data", "peer", "rounds"], ["data", "peer"]),
    "large": Part("# A large corpus", ["data"], ["data"]),
    "quality": Part("# Quality", ["data", "keep"], ["data", "keep"]),
    "time_to_quality": Part("# Time to quality", ["data", "peer"], ["data", "peer"]),
    "decoding": Part("# Decoding", ["data", "model", "rounds"], ["data", "model"]),
}
# What to say of one that is missing, and by what name the results speak of it.
NEEDS = {
    "data": ("a folder with multi30k in it", "DIR"),
    "peer": ("the program of PyTorch to train beside", "PEER"),
    "keep": ("the folder where models are kept", "KEEP"),
    "model": ("a model to translate with", "MODEL"),
    "results": ("the file of the results", "FILE"),
}


def main():
    arguments, added = parse(sys.argv[1:])
    measured = False
    for name in arguments.parts or PARTS:
        part = PARTS[name]
        if missing := lack(part, arguments):
            say(f"{name} is skipped: {missing}")
            continue
        say(f"measuring {name}")
        section = measure(name, part, arguments, added)
        write(arguments.results, part.heading, section)
        measured = True
    if not measured:
        sys.exit("Nothing was measured.")


def parse(words):
    place = words.index("--") if "--" in words else len(words)
    options = parser("Measures this project beside the programs that do the same job.")
    options.add_argument("--peer", help=f"{NEEDS['peer'][0]}, see training.py")
    options.add_argument("--keep", help=NEEDS["keep"][0])
    options.add_argument("--model", help=f"{NEEDS['model'][0]} (default: KEEP's en-fr.tok-1)")
    options.add_argument("--results", default="benchmarks/RESULTS.md", help=NEEDS["results"][0])
    options.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}, or all")
    arguments = options.parse_intermixed_args(words[:place])
    for name in arguments.parts:
        if name not in PARTS:
            options.error(f"there is no part {name}, but {', '.join(PARTS)}")
    if words[place:] and len(arguments.parts) != 1:
        options.error("what follows -- is for one part, which is to be named")
    if arguments.keep and not arguments.model:
        arguments.model = os.path.join(arguments.keep, "en-fr.tok-1", "model.safetensors")
    return arguments, words[place + 1:]


def lack(part, arguments):
    """What a part needs and does not have, in words; None where it has all."""
    for need in part.needs:
        path = getattr(arguments, need)
        if not path:
            return f"--{need} names {NEEDS[need][0]}, and is not given."
        inside = os.path.join(path, "multi30k") if need == "data" else path
        if need != "keep" and not os.path.exists(inside):
            return f"there is no {inside}; --{need} names {NEEDS[need][0]}."
    return None


def measure(name, part, arguments, added):
    command = [sys.executable, f"benchmarks/{name}.py"]
    for option in part.options:
        if value := getattr(arguments, option):
            command += [f"--{option}", str(value)]
    output = subprocess.run([*command, *added], stdout=subprocess.PIPE, text=True)
    if output.returncode != 0:
        sys.exit(f"{name} ended with {output.returncode}; its section is left as it was.")
    heading, _, rest = output.stdout.partition("\n")
    assert heading == part.heading, f"{name} begins with {heading}"
    return f"{heading}\n\n{origin()}\n\n{rest.strip()}\n"


def origin():
    """The command, without the names of folders, which say nothing elsewhere, and where it ran."""
    words = shlex.join(["benchmarks/run", *sys.argv[1:]])
    for option, (_, name) in NEEDS.items():
        words = re.sub(rf"(--{option}[ =])('[^']*'|\S+)", rf"\g<1>{name}", words)
    with open("/proc/cpuinfo") as file:
        processor = re.search(r"model name\s*:\s*(.*)", file.read())
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    return (
        f"`{words}`, {datetime.date.today()}. "
        f"{processor[1] if processor else platform.machine()}, {os.cpu_count()} processors; "
        f"{swift.partition(chr(10))[0]}; Python {platform.python_version()}.")


def write(path, heading, section):
    """The file with this section, and all others as they were."""
    sections = {}
    if os.path.exists(path):
        for part in re.split(r"^(?=# )", text(path), flags=re.MULTILINE):
            sections[part.partition("\n")[0]] = part.strip() + "\n"
    sections[HEADING] = HEADING + "\n" + INTRODUCTION
    sections[heading] = section
    order = [HEADING, *(part.heading for part in PARTS.values())]
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write("\n".join(sections[name] for name in order if name in sections))
    os.rename(f"{path}.new", path)


if __name__ == "__main__":
    main()
