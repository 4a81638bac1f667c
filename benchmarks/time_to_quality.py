"""How soon `translate train` and a program of PyTorch translate Multi30k well.

The program of PyTorch is named with --peer: after each epoch it prints `valid BLEU N` (see
training.py).
"""

import collections
import re
import sys
import tempfile

from measuring import parser, say, table, timed_lines
from quality import TOKENIZED, training
from training import ATTENTIVE

PEER = ["--bidirectional", *ATTENTIVE]
Validation = collections.namedtuple("Validation", "bleu epoch seconds")


def main():
    options = parser("How soon Multi30k is translated well")
    options.add_argument("--peer", required=True, help="the program of PyTorch")
    options.add_argument("--bleu", type=float, default=55, help="of the validation set")
    options.add_argument("--epochs", type=int, default=15, help="of the program of PyTorch at most")
    print(time_to(options.parse_args()))


def time_to(arguments):
    """When each first comes to a BLEU of the validation set, since the start of its process."""
    multi30k, bleu = f"{arguments.data}/multi30k", arguments.bleu
    train, valid = ([f"{multi30k}/{part}.tok.{side}" for side in ("en", "fr")]
                    for part in ("train", "val"))
    rows = [("program", "minutes", "epochs", "validation BLEU")]
    with tempfile.TemporaryDirectory() as folder:
        for name, command in [
            ("PyTorch", [sys.executable, arguments.peer, *train, "--threads", "2", *PEER,
                         "--valid-src", valid[0], "--valid-trg", valid[1], "--epochs",
                         str(arguments.epochs)]),
            ("`translate train`",
             training(multi30k, TOKENIZED, "en-fr", folder)),
        ]:
            say(f"{name} on its way to BLEU {bleu}")
            rows.append((name, *first(command, bleu)))
    return (f"# Time to quality\n\nTime until a BLEU of {bleu:g} on the validation set of Multi30k, "
            "English to French, tokenized, on two threads; one program after the other, measured from "
            f"the start of the process. PyTorch with `{' '.join(PEER)}`, at most {arguments.epochs} "
            f"epochs; ours with its defaults.\n\n{table(*rows)}")


def first(command, bleu):
    """Minutes, epochs and BLEU of the first validation that is as good, or else of the best."""
    validations = []
    for seconds, line in timed_lines(command):
        if score := re.search(r"valid.* BLEU ([\d.]+)", line):
            validations.append(Validation(float(score[1]), len(validations) + 1, seconds))
            say(validations[-1])
            if validations[-1].bleu >= bleu:
                break
    best = max(validations, key=lambda validation: validation.bleu)
    if best.bleu >= bleu:
        return f"{best.seconds / 60:.1f}", best.epoch, f"{best.bleu:.2f}"
    return f"not within {validations[-1].seconds / 60:.1f}", len(validations), f"{best.bleu:.2f}"


if __name__ == "__main__":
    main()
