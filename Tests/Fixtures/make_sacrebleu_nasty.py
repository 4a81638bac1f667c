"""Writes sacrebleu_nasty.json: what sacreBLEU makes of text that no one would write, in the form of
sacrebleu_scores.json and sacrebleu_tokenizers.json. Needs sacrebleu."""

import json
import pathlib
import random

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.tokenizers import (
    tokenizer_13a, tokenizer_char, tokenizer_intl, tokenizer_ter, tokenizer_zh)

random = random.Random(31)

MARKS = list("..,,--''\"!?:;()[]{}<>&$+=^`|~@#%*/\\_")
DIGITS = list("0123456789") + ["٣", "½", "Ⅳ", "²"]
LETTERS = list("abcdeXYZ") + ["é", "ß", "İ", "Σ", "σ", "ς", "ﬁ", "ǅ", "𐐀", "e\u0301", "Å", "Ω"]
WIDE = list("我爱北京。、，！？「」（）．：") + [
    "カ", "ひ", "ー", "ｶ", "･", "㈱", "㍿", "\u3f22", "\u4db5", "\u4dbf", "\u9fbb", "\u9fbc",
    "\uf900", "\ufa2e", "\ufe10", "\ufe30", "\U00020000", "\U0002f800", "⺀", "⿰", "ㄅ", "㇀"]
SIGNS = list("€£−×→™©♥☺✓—–…“”„‘’«»•·¿¡§¶†№″") + ["🌍", "\u200b", "\ufeff", "\u00ad", "\u2a6d",
                                                  "\u2a6e", "\u2000", "\u2001", "𝒳", "\u0e3f"]
SPACES = [" ", " ", " ", "  ", "\t", "\u00a0", "\u3000", "\u2028", "\x1c", "\x1f", "\x85", "\x0b"]
PIECES = ["<skipped>", "-\n", "\n-", "\n", "&quot;", "&amp;", "&lt;", "&gt;", "&amp;lt;",
          "&amp;amp;quot;", "&apos;", "'s", "'s ", "1,000.5", "3.14.", "a.b", "5-6", "x-1", "-1"]
POOLS = [MARKS, DIGITS, LETTERS, WIDE, SIGNS, SPACES, PIECES]
WORDS = "the a cat dog sat on in mat house , . of and big red old ran his her to it was".split()


def nasty():
    pools = random.sample(POOLS, random.randint(1, len(POOLS)))
    return "".join(random.choice(random.choice(pools)) for _ in range(random.randint(0, 25)))


def tokenized(line):
    ter = tokenizer_ter.TercomTokenizer
    return {
        "line": line,
        "13a": tokenizer_13a.Tokenizer13a()(line.rstrip()),
        "intl": tokenizer_intl.TokenizerV14International()(line.rstrip()),
        "char": tokenizer_char.TokenizerChar()(line.rstrip()),
        "zh": tokenizer_zh.TokenizerZh()(line.rstrip()),
        "ter": ter()(line.rstrip()),
        "ter_normalized": ter(normalized=True)(line.rstrip()),
        "ter_normalized_nopunct_asian":
            ter(normalized=True, no_punct=True, asian_support=True)(line.rstrip())}


def disturbed(words):
    """The same words with some shifted, exchanged, left out and put in."""
    words = list(words)
    for _ in range(random.randint(0, 1 + len(words) // 5)):
        start = random.randint(0, len(words))
        group = words[start:start + random.randint(1, 6)]
        kind = random.randrange(4)
        if kind == 0:
            words[start:start + len(group)] = [random.choice(WORDS) for _ in group]
        elif kind == 1:
            words[start:start + len(group)] = []
        elif kind == 2:
            words[start:start] = random.choices(WORDS, k=2)
        else:
            del words[start:start + len(group)]
            target = random.randint(0, len(words))
            words[target:target] = group
    return words


def sentences(count, shortest, longest):
    return [random.choices(WORDS, k=random.randint(shortest, longest)) for _ in range(count)]


def bleu(hyps, refs, **args):
    metric = BLEU(force=True, **args)
    score = metric.corpus_score(hyps, refs)
    return {"tokenize": args.get("tokenize", "13a"),
            "smooth_method": args.get("smooth_method", "exp"),
            "smooth_value": args.get("smooth_value"), "lowercase": args.get("lowercase", False),
            "score": score.score, "counts": score.counts, "totals": score.totals,
            "precisions": score.precisions, "bp": score.bp, "sys_len": score.sys_len,
            "ref_len": score.ref_len, "signature": str(metric.get_signature())}


def chrf(hyps, refs, **args):
    metric = CHRF(**args)
    score = metric.corpus_score(hyps, refs).score
    return {"args": args, "score": score, "signature": str(metric.get_signature())}


def ter(hyps, refs, **args):
    metric = TER(**args)
    score = metric.corpus_score(hyps, refs)
    return {"args": args, "score": score.score, "num_edits": float(score.num_edits),
            "ref_length": float(score.ref_length), "signature": str(metric.get_signature())}


def by_line(hyp, refs):
    def score(metric):
        return metric.sentence_score(hyp, refs).score
    return {"bleu": score(BLEU(effective_order=True)), "chrF2": score(CHRF()),
            "chrF2++": score(CHRF(word_order=2)), "ter": score(TER())}


def corpus(name, hyps, refs):
    return {
        "name": name, "hyps": hyps, "refs": refs,
        "bleu": [bleu(hyps, refs, tokenize=name) for name in ("13a", "intl", "char", "zh", "none")]
        + [bleu(hyps, refs, smooth_method="add-k", smooth_value=0.3, lowercase=True),
           bleu(hyps, refs, smooth_method="floor", smooth_value=0.02, tokenize="char"),
           bleu(hyps, refs, smooth_method="none", tokenize="zh", lowercase=True)],
        "chrf": [chrf(hyps, refs), chrf(hyps, refs, word_order=2),
                 chrf(hyps, refs, word_order=1, beta=3, lowercase=True),
                 chrf(hyps, refs, whitespace=True, eps_smoothing=True)],
        "ter": [ter(hyps, refs), ter(hyps, refs, normalized=True, asian_support=True),
                ter(hyps, refs, no_punct=True, asian_support=True, case_sensitive=True)],
        "sentence": [by_line(*pair) for pair in zip(hyps, zip(*refs))]}


def of_words(name, lines, streams):
    return corpus(
        name, [" ".join(disturbed(line)) for line in lines],
        [[" ".join(disturbed(line)) for line in lines] for _ in range(streams)])


nasty_lines = [nasty() for _ in range(25)]
facts = {
    "source": f"sacrebleu {sacrebleu.__version__}",
    "lines": [tokenized(nasty()) for _ in range(150)],
    "corpora": [
        of_words("short lines", sentences(30, 0, 8), 1),
        of_words("lines of usual length", sentences(20, 8, 24), 1),
        of_words("three references", sentences(12, 0, 20), 3),
        of_words("lines wider than the beam", sentences(6, 40, 110), 1),
        corpus("lengths far apart",
               ["the", " ".join(random.choices(WORDS, k=90)), "", "cat " * 60, "a b"],
               [[" ".join(random.choices(WORDS, k=120)), "cat", "the mat", "", "cat " * 70]]),
        corpus("nasty lines", ["".join(disturbed(line)) for line in nasty_lines],
               [nasty_lines, ["".join(disturbed(line)) for line in nasty_lines]]),
    ]}

path = pathlib.Path(__file__).with_name("sacrebleu_nasty.json")
path.write_text(json.dumps(facts, ensure_ascii=True, indent=0) + "\n")
