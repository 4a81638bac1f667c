"""Where the time of a training step goes: python3 benchmarks/profile.py COMMAND...

Runs the command under `perf record`, oneDNN naming the code it makes, and prints the share of each
part of a step, and of waiting: what its threads were idle of the time between its start and its end.
Needs Debian's linux-perf.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time

THREADS = 2
PARTS = [
    ("products", r"jit_brgemm_kernel|_gemm_f32|jit_brgemm_amx|brgemm_kernel_execute"),
    ("bringing operands into the products' formats", r"reorder|copy_|transpose|matmul_copy|to_bfloat16|ck_pack"),
    ("gates of the cells", r"ck_lstm|ck_gru|ck_rnn"),
    ("softmax and cross-entropy", r"ck_softmax_cross|ck_log_sum_exp"),
    ("attention", r"ck_dots|ck_mix|ck_softmax_rows|ck_additive"),
    ("summing gradients and their norm", r"ck_add\b|ck_add\.|ck_move_sum|ck_sum_of_squares|ck_add_column"),
    ("layer normalization", r"ck_normalize"),
    ("optimizer", r"ck_adam|ck_sgd|ck_rmsprop|ck_average|ck_clear"),
    ("dropout and random numbers", r"ck_dropout|ck_random"),
    ("embeddings", r"ck_gather|ck_scatter"),
    ("text", r"TextProcessing|utext|ubrk"),
    ("the system", r"^\[k\]"),
]


def main():
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "perf.data")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        subprocess.run(
            ["perf", "record", "-q", "-o", data, *sys.argv[1:]], check=True,
            env={**os.environ, "DNNL_JIT_PROFILE": "2", "ONEDNN_JIT_PROFILE": "2"})
        wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        report = subprocess.run(
            ["perf", "report", "-q", "-i", data, "--sort", "sym"], capture_output=True, text=True,
            check=True).stdout
    shares = dict.fromkeys([name for name, _ in PARTS] + ["everything else"], 0.0)
    for line in report.splitlines():
        found = re.match(r"\s*([\d.]+)%\s+(.*)", line)
        if found:
            shares[part(found[2])] += float(found[1])
    waiting = max(0.0, 1 - busy / (wall * THREADS))
    print("| part | share of the processors' time |\n|---|---:|")
    for name, share in sorted(shares.items(), key=lambda entry: -entry[1]):
        print(f"| {name} | {share * (1 - waiting):.1f} % |")
    print(f"| waiting | {100 * waiting:.1f} % |")


def part(symbol):
    symbol = re.sub(r"^\[\.\] ", "", symbol)
    for name, pattern in PARTS:
        if re.search(pattern, symbol):
            return name
    return "everything else"


if __name__ == "__main__":
    main()
