"""How well `translate train` learns Multi30k.

quality.py --keep DIR [OPTION...] [-- OPTION...]: what follows -- goes to `translate train`.

Models stay in DIR; a training that has ended there is read from its log, and one that was
interrupted goes on.
"""

import collections
import json
import os
import statistics
import subprocess
import sys
import tempfile

import sacrebleu

from measuring import TRANSLATE, events, lines, parser, say, table

Texts = collections.namedtuple("Texts", "infix tokenizer scored")
TOKENIZED = Texts(".tok", "space", "none")
RAW = Texts("", "icu", "13a")


def main():
    arguments = parse(sys.argv[1:])
    multi30k = f"{arguments.data}/multi30k"
    print(heading(arguments.options))
    for title, texts, trainings in [
        ("Tokenized text, sacreBLEU without a tokenizer", TOKENIZED, arguments.trainings),
        ("Raw text, sacreBLEU 13a", RAW, arguments.raw),
    ]:
        if trainings:
            print(f"## {title}\n\n{scores(multi30k, texts, trainings, arguments)}")


def parse(words):
    options = parser("How well `translate train` learns Multi30k")
    options.add_argument("--keep", required=True, help="folder of the models")
    options.add_argument(
        "--trainings", nargs="*", default=["en-fr/1"], metavar="DIRECTION/SEED[/bf16]",
        help="of tokenized text")
    options.add_argument("--raw", nargs="*", default=[], help="the same of raw text")
    place = words.index("--") if "--" in words else len(words)
    arguments = options.parse_args(words[:place])
    arguments.options = words[place + 1:]
    return arguments


def heading(options):
    added = f" and `{' '.join(options)}`" if options else ""
    return "\n".join([
        "# Quality",
        "",
        f"Multi30k, trained with the defaults of `translate train`{added} on two threads; the best "
        "model by the BLEU of the validation set, greedy, on test_2016_flickr. sacreBLEU "
        f"{sacrebleu.__version__} gives the same scores. Minutes are by the clock, whatever else the "
        "machine did.",
        "",
    ])


# Scores


def scores(multi30k, texts, trainings, arguments):
    rows = [("direction", "seed", "precision", "epochs", "minutes", "validation BLEU", "test BLEU")]
    tests = collections.defaultdict(list)
    for training in trainings:
        direction, seed, precision = (training + "/f32").split("/")[:3]
        chosen = ["--precision", precision] if precision != "f32" else []
        folder = train(
            multi30k, texts, direction, arguments.keep,
            ["--seed", seed, *chosen, *arguments.options])
        epochs, minutes, validation = story(events(folder))
        tests[direction].append(evaluate(folder, multi30k, texts, direction))
        rows.append((direction, seed, precision, epochs, f"{minutes:.1f}", f"{validation:.2f}",
                     f"{tests[direction][-1]:.2f}"))
    for direction, found in tests.items():
        if len(found) > 1:
            rows.append((direction, "median", "", "", "", "", f"{statistics.median(found):.2f}"))
    return table(*rows)


def train(multi30k, texts, direction, keep, options):
    """The folder of a training that has ended."""
    name = "-".join([direction + texts.infix, *(o.strip("-") for o in options[1:])])
    folder = os.path.join(keep, name.replace("/", "_"))
    if os.path.exists(f"{folder}/checkpoint.safetensors"):
        if events(folder)[-1].get("how") in ("completed", "stalled"):
            return folder
        say(f"resuming {folder}")
        command = [TRANSLATE, "train", "--output", folder, "--resume", "--threads", "2"]
    else:
        say(f"training {folder}")
        # A training that was killed before its first checkpoint may have left a model.
        command = training(multi30k, texts, direction, folder, *options, "--overwrite")
    subprocess.run(command, check=True)
    return folder


def training(multi30k, texts, direction, folder, *options):
    source, target = direction.split("-")
    command = [TRANSLATE, "train", "--tokenizer", texts.tokenizer, "--output", folder]
    for option, part in [("train", "train"), ("valid", "val")]:
        command += [f"--{option}-source", f"{multi30k}/{part}{texts.infix}.{source}",
                    f"--{option}-target", f"{multi30k}/{part}{texts.infix}.{target}"]
    if texts is RAW:
        command += ["--source-language", source, "--target-language", target]
    return command + ["--threads", "2", *options]


def story(events):
    """How many epochs and minutes a training took, interruptions left out, and its best BLEU."""
    epochs = max(event.get("epoch", 0) for event in events)
    best = [event["scores"]["bleu"] for event in events if event.get("best")]
    seconds, last = 0, 0
    for now in (event["seconds"] for event in events if "seconds" in event):
        seconds += now - last if now >= last else now  # begins anew where it was resumed
        last = now
    return epochs, seconds / 60, best[-1]


def evaluate(folder, multi30k, texts, direction):
    test = f"{multi30k}/test_2016_flickr{texts.infix}"
    source, reference = (f"{test}.{side}" for side in direction.split("-"))
    with tempfile.TemporaryDirectory() as temporary:
        output = os.path.join(temporary, "output")
        report = subprocess.run(
            [TRANSLATE, "evaluate", "--quiet", "--source", source, "--reference", reference,
             "--tokenize", texts.scored, "--metric", "bleu", "--json", "--output", output,
             f"{folder}/model.safetensors"], check=True, stdout=subprocess.PIPE).stdout
        ours = json.loads(report)["bleu"]["score"]
        theirs = sacrebleu.corpus_bleu(
            lines(output), [lines(reference)], tokenize=texts.scored, force=True).score
    if abs(ours - theirs) > 1e-6:
        sys.exit(f"`translate evaluate` says {ours}, and sacreBLEU {theirs}.")
    return ours


if __name__ == "__main__":
    main()
