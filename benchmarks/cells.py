"""Recurrent cells beside PyTorch's, in GFLOP/s, on two threads.

Ours and PyTorch take turns; each gives the best of several repetitions a turn, and the medians over
the turns are reported. Operations are counted alike: 6 · steps · batch · gates · (inputs + units) for
forward and backward, products alone, and of real steps alone.
"""

import argparse
import statistics
import subprocess
import time

import torch

INPUTS, UNITS, BATCH, STEPS = 256, 512, 64, 20
OPERATIONS = 6 * STEPS * BATCH * 4 * UNITS * (INPUTS + UNITS)
# From 20 steps to 17, as in a batch of sentences that were sorted by length.
LENGTHS = torch.tensor([STEPS - round(3 * i / (BATCH - 1)) for i in range(BATCH)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    torch.set_num_threads(2)
    lstm = torch.nn.LSTM(INPUTS, UNITS)
    figures = {}
    for _ in range(rounds):
        for name, value in ours("product", "lstm", "unequal") + [
            ("torch f32", torch_lstm(lstm, False)), ("torch bf16", torch_lstm(lstm, True)),
            ("torch packed", torch_lstm(lstm, False, packed=True)),
        ]:
            figures.setdefault(name, []).append(value)
        for which in ["words", "vectors"]:
            for name, value in ours(which) + [(f"keras {which}", keras(which))]:
                figures.setdefault(name, []).append(value)
    print(report(figures))


def ours(*wanted):
    out = subprocess.run(
        [".build/release/CellBenchmark", *wanted], capture_output=True, text=True,
        check=True).stdout
    lines = [line.rsplit(" ", 1) for line in out.splitlines()]
    return [(name, float(value)) for name, value in lines]


def keras(which):
    """Samples a second, measured in a process of its own."""
    out = subprocess.run(
        [".build/keras/bin/python", "benchmarks/keras_classifier.py", which],
        capture_output=True, text=True, check=True).stdout
    return float(out.split()[-1])


def torch_lstm(lstm, bfloat16, packed=False):
    x = torch.randn(STEPS, BATCH, INPUTS, requires_grad=True)
    times = []
    for _ in range(8):
        start = time.perf_counter()
        for _ in range(5):
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                y = packed_outputs(lstm, x) if packed else lstm(x)[0]
            y.float().sum().backward()
        times.append((time.perf_counter() - start) / 5)
    share = LENGTHS.sum().item() / (STEPS * BATCH) if packed else 1
    return OPERATIONS * share / min(times) / 1e9


def packed_outputs(lstm, x):
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, LENGTHS)
    return torch.nn.utils.rnn.pad_packed_sequence(lstm(packed)[0])[0]


def report(figures):
    def median(name):
        return statistics.median(figures[name])

    def ratio(one, other):
        return statistics.median(a / b for a, b in zip(figures[one], figures[other]))

    rows = [
        ("the matrix multiplication alone, 64x2048x512, float32", "product f32", ""),
        ("PyTorch `nn.LSTM`, float32", "torch f32", f"{ratio('torch f32', 'product f32'):.0%}"),
        ("PyTorch `nn.LSTM` on a packed sequence of lengths from 20 to 17, float32", "torch packed",
         f"{ratio('torch packed', 'product f32'):.0%}"),
        ("our LSTM on sequences of those lengths, float32", "unequal f32",
         f"{ratio('unequal f32', 'product f32'):.0%}"),
        ("our LSTM, float32", "lstm f32", f"{ratio('lstm f32', 'product f32'):.0%}"),
        ("the matrix multiplication alone, bfloat16", "product bf16", ""),
        ("PyTorch `nn.LSTM`, bfloat16 autocast", "torch bf16",
         f"{ratio('torch bf16', 'product bf16'):.0%}"),
        ("our LSTM, bfloat16", "lstm bf16", f"{ratio('lstm bf16', 'product bf16'):.0%}"),
    ]
    lines = [
        "# Recurrent cells",
        "",
        f"PyTorch {torch.__version__}. An LSTM from {INPUTS} to {UNITS}, batch {BATCH}, {STEPS} "
        "steps, forward and backward on two threads; ours packs its weights again in each step.",
        "",
        "| | GFLOP/s | of the multiplication alone |",
        "|---|---:|---:|",
    ]
    lines += [f"| {name} | {median(key):.0f} | {share} |" for name, key, share in rows]
    lines += [
        "",
        f"Ours is {ratio('lstm f32', 'torch f32'):.2f} times PyTorch's in float32, "
        f"{ratio('unequal f32', 'torch packed'):.2f} times that of a packed sequence and "
        f"{ratio('lstm bf16', 'torch bf16'):.2f} times PyTorch's in bfloat16; bfloat16 is "
        f"{ratio('lstm bf16', 'lstm f32'):.2f} times our float32.",
        "",
        "Classifiers of Keras' examples, trained in float32 on two threads, updates included:",
        "",
        "| | Keras on TensorFlow, samples/s | ours | ratio |",
        "|---|---:|---:|---:|",
    ]
    for which, name in [
        ("words", "`Embedding(10000, 50)`, `LSTM(128)`, `Dense(1)` on 300 words, batch 64, Adam"),
        ("vectors", "`LSTM(50)`, `Dropout`, `Flatten`, `Dense(1)` on 400 vectors of 300, "
         "batch 32, RMSprop"),
    ]:
        theirs, own = f"keras {which}", f"classifier {which}"
        lines.append(
            f"| {name} | {median(theirs):.0f} | {median(own):.0f} | {ratio(own, theirs):.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
