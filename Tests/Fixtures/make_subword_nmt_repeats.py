#!/usr/bin/env python3
"""Writes subword_nmt_repeats.json: what subword-nmt makes of repeated letters and strange words.

Needs subword-nmt 0.3.8 (pip install subword-nmt==0.3.8). The same facts in every run.
"""
import contextlib
import io
import json
import pathlib

from subword_nmt.apply_bpe import BPE, read_vocabulary
from subword_nmt.get_vocab import get_vocab
from subword_nmt.learn_bpe import learn_bpe

NBSP, IDEOGRAPHIC_SPACE, ACUTE, GRIN = "\u00a0", "\u3000", "\u0301", "\U0001f600"

# Name, merges, least frequency, words with their counts.
CORPORA = [
    ("one letter", 20, 1, [("a" * n, 1 + n % 4) for n in range(1, 20)]),
    ("letters in turn", 20, 1, [("ab" * n, n) for n in range(1, 9)] + [("ba" * 5 + "b", 3)]),
    ("banana", 30, 1, [("banana", 5), ("bananas", 2), ("ananas", 4), ("nanban", 3),
                       ("anna", 6), ("nnnaaa", 2), ("cabana", 1)]),
    ("a symbol put together in two ways", 40, 1,
     [("abc", 9), ("xbc", 7), ("abd", 6), ("abcabcabc", 5), ("bcabcbca", 4), ("cababc", 8),
      ("abcbcabcab", 3), ("aabcc", 2)]),
    ("nothing twice", 10, 2, [("abc", 1), ("def", 1)]),
    ("least frequency five", 50, 5, [("banana", 5), ("bandana", 4), ("anna", 3)]),
    ("ties go to the greatest code points", 12, 1,
     [("ab", 2), ("\u00e9e", 2), ("\uffff" + "x", 2), (GRIN + "x", 2), ("\u4e2d\u6587", 2)]),
    ("combining marks and characters beyond the first plane", 40, 1,
     [("e" + ACUTE, 3), ("\u00e9", 5), ("ee" + ACUTE + ACUTE + "e", 4), ((GRIN + ACUTE) * 6, 2),
      (GRIN * 7, 3), ("x" + GRIN + "x" + GRIN, 2)]),
    ("the end of word as text", 40, 1,
     [("a</w>", 5), ("a", 9), ("ba</w>ba", 4), ("</w>", 7), ("ba", 6), ("</w></w>", 2)]),
    ("backslashes", 20, 1, [("\\1\\1\\1", 4), ("\\\\\\\\", 3), ("a.*b", 5), ("[a]", 2)]),
    ("white space inside words", 60, 1,
     [("1" + NBSP + "000" + NBSP + "000", 9), ("10" + NBSP + "000", 7), ("00" + NBSP + "0", 5),
      ("a" + IDEOGRAPHIC_SPACE + "b" + IDEOGRAPHIC_SPACE + "a", 6), ("b" + NBSP, 2),
      ("ba" + IDEOGRAPHIC_SPACE + "ba", 4), ("a\u1680a\x1ca\u0085a", 3), ("x\ty", 2)]),
    # Found by search and made smaller: without the pruning of the statistics other merges come out.
    ("pruning decides", 70, 1, [
        (word.replace("_", NBSP), count) for word, count in [
            ("aaaabbbba___aaaa_aaabb", 2), ("aaaa_aaaa", 75), ("ab" * 12 + "a", 50),
            ("a_aaba_aaba_aaba_aaba_aab", 100), ("a_b_b_a__ba", 5), ("ba_ab_bbab_a_baab_babba", 1),
            ("ba_a_" * 5, 43), ("_a_" * 7 + "_a", 3), ("_a__" * 3 + "_", 2),
            ("_b_b_bbbab_a_b_aaa_aa___", 1), ("_b_b_b_b_", 9), ("_b" * 9 + "_", 5),
            ("__aaaabbb_b__", 18), ("_" * 14, 3), ("_" * 15, 8), ("_" * 22, 6)]]),
]

WORDS_01 = "low lower lowest newest new e w ww lowlow owe"
CODES_01 = ["l o", "lo w", "e s", "es t", "est </w>", "w </w>", "low </w>", "n e", "e w</w>"]
TWO_WAYS = ["b c", "a b", "ab c", "a bc", "abc abc", "b c", "abc d</w>", "a bc", "d </w>"]
GLOSSARIES = [
    ["USA"], ["banana", "an"], ["an", "banana"], ["US|UK"], ["<[a-z]+>"], ["\\d+", "[.,]"],
    ["(?:an)+"], [ACUTE], ["e" + ACUTE + "?"], ["[\u00c0-\u00ff]+"], ["."], ["x*"], ["^b", "a$"],
    ["\\w+"], ["<unk>", "@@"],
]
GLOSSED = ("USA 1934USABUSA USAfoo fooUK UK banana bananas xbananax <tag>word<tag>s 12.50 a1b22 "
           "e" + ACUTE + "te" + ACUTE + " \u00e9t\u00e9 aaaa <unk> a@@b")


def lines_of(words):
    return "".join(" ".join([word] * count) + "\n" for word, count in words)


def learn(words, merges, frequency):
    codes = io.StringIO()
    with contextlib.redirect_stderr(io.StringIO()):
        learn_bpe(io.StringIO(lines_of(words), newline="\n"), codes, merges, frequency)
    return codes.getvalue()


def encoding(name, codes, lines, vocabulary=None, threshold=None, glossaries=()):
    known = read_vocabulary(io.StringIO(vocabulary, newline="\n"), threshold) if vocabulary else None
    bpe = BPE(io.StringIO(codes, newline="\n"), vocab=known, glossaries=list(glossaries) or None)
    return {"name": name, "codes": codes, "vocabulary": vocabulary, "threshold": threshold,
            "glossaries": list(glossaries),
            "segmented": [[line, bpe.segment(line)] for line in lines]}


def vocabulary_of(codes, words):
    bpe = BPE(io.StringIO(codes, newline="\n"))
    segmented = "".join(bpe.segment(line) + "\n" for line in lines_of(words).split("\n"))
    vocabulary = io.StringIO()
    get_vocab(io.StringIO(segmented, newline="\n"), vocabulary)
    return vocabulary.getvalue()


def main():
    corpora, encodings = [], []
    for name, merges, frequency, words in CORPORA:
        codes = learn(words, merges, frequency)
        corpora.append({"name": name, "merges": merges, "min_frequency": frequency,
                        "words": words, "codes": codes})
        if codes.count("\n") == 1:
            continue  # subword-nmt does not read a file without merges
        line = " ".join(word for word, _ in words) + " \u017elu\u0165 a"
        encodings.append(encoding(name, codes, [line]))
        if name in ("banana", "a symbol put together in two ways", "the end of word as text"):
            vocabulary = vocabulary_of(codes, words)
            for threshold in (3, 6, 1000):
                encodings.append(encoding(
                    f"{name}, pieces that come {threshold} times", codes, [line], vocabulary,
                    threshold))
    banana = corpora[2]["codes"]
    for glossaries in GLOSSARIES:
        encodings.append(encoding(f"glossaries {glossaries}", banana, [GLOSSED], None, None, glossaries))
    encodings.append(encoding("a glossary and a vocabulary", banana, [GLOSSED],
                              vocabulary_of(banana, CORPORA[2][3]), 4, ["USA", "nas?"]))
    line = "abc abcd abcabc abcabcd bcd d abd"
    twice = "#version: 0.2.0\n" + "\n".join(TWO_WAYS) + "\n"
    encodings.append(encoding("merges that come twice", twice, [line]))
    encodings.append(encoding("merges that come twice, taken apart", twice, [line], "d 9\n", 1))
    for header in ("", "#version: 0.1\n"):
        codes = header + "\n".join(CODES_01)
        encodings.append(encoding(f"version 0.1 with '{header.strip()}'", codes, [WORDS_01]))
    json.dump(
        {"source": "rsennrich/subword-nmt 0.3.8 (pip), run by make_subword_nmt_repeats.py",
         "corpora": corpora, "encodings": encodings},
        open(pathlib.Path(__file__).with_name("subword_nmt_repeats.json"), "w"), indent=1)


if __name__ == "__main__":
    main()
