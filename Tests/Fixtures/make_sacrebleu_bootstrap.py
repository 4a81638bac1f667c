"""Writes sacrebleu_bootstrap.json: sacreBLEU's paired bootstrap test, with our generator in the place
of NumPy's and sums of 64 bits. Needs sacrebleu."""

import json
import pathlib
import random
import types

import numpy
import sacrebleu
from sacrebleu import significance
from sacrebleu.metrics import BLEU, CHRF, TER

MASK = (1 << 64) - 1
WORDS = "the a cat dog sat on in mat house , . of and big red old ran his her to it was".split()


class SplitMix64:
    """With Lemire's way to numbers below a bound."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        bits = self.state
        bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 & MASK
        bits = (bits ^ bits >> 27) * 0x94D049BB133111EB & MASK
        return bits ^ bits >> 31

    def below(self, bound):
        while True:
            product = self.next() * bound
            if product & MASK >= (1 << 64) % bound:
                return product >> 64

    def choice(self, bound, size, replace):
        assert replace
        rows, columns = size
        return numpy.array([[self.below(bound) for _ in range(columns)] for _ in range(rows)])


# The module's own `np`: all of NumPy but for the generator and the width of sums.
significance.np = types.SimpleNamespace(**{
    **vars(numpy), "random": types.SimpleNamespace(default_rng=SplitMix64),
    "array": lambda values, dtype=None: numpy.array(values, dtype="float64")})

random = random.Random(7)


def disturbed(words, times):
    words = list(words)
    for _ in range(times):
        words[random.randrange(len(words))] = random.choice(WORDS)
    return " ".join(words)


lines = [random.choices(WORDS, k=random.randint(3, 14)) for _ in range(40)]
references = [[disturbed(line, 1) for line in lines] for _ in range(2)]
baseline = [disturbed(line, 3) for line in lines]
hypotheses = {"a better one": [disturbed(line, 2) for line in lines],
              "the baseline itself": baseline,
              "one much alike": [disturbed(line.split(), 1 if number % 5 == 0 else 0)
                                 for number, line in enumerate(baseline)]}
metrics = {"bleu": BLEU(), "chrf": CHRF(word_order=2), "ter": TER()}

cases = []
for samples in (39, 200):
    for name, hypothesis in hypotheses.items():
        test = significance.PairedTest(
            [("baseline", baseline), (name, hypothesis)], metrics, references, "bs", samples)
        signatures, scores = test()
        for (key, metric), column in zip(metrics.items(), list(scores)[1:]):
            theirs, ours = scores[column]
            cases.append({
                "name": f"{name}, {samples} samples", "metric": key, "samples": samples,
                "hypothesis": hypothesis, "signature": str(signatures[column]),
                "score": ours.score, "mean": ours.mean, "confidence": ours.ci, "p": ours.p_value,
                "baseline": {"score": theirs.score, "mean": theirs.mean, "confidence": theirs.ci}})

facts = {"source": f"sacrebleu {sacrebleu.__version__}", "seed": 12345, "references": references,
         "baseline": baseline, "cases": cases}
path = pathlib.Path(__file__).with_name("sacrebleu_bootstrap.json")
path.write_text(json.dumps(facts, indent=0) + "\n")
