"""Writes losses.json: cross-entropy with label smoothing, and layer normalization, with their
gradients, as PyTorch computes them in double from inputs that are float32. Needs torch."""

import json
import pathlib

import torch
from torch.nn import functional

random = torch.Generator().manual_seed(20)


def floats(*shape, scale=1.0):
    return (torch.randn(*shape, generator=random) * scale).to(torch.float32).double()


def numbers(tensor):
    """Nine digits, which a float32 is known by."""
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def cross_entropy(name, rows, columns, smoothing, ignored=(), scale=1.0):
    logits = floats(rows, columns, scale=scale).requires_grad_()
    targets = torch.randint(columns, (rows,), generator=random)
    targets[list(ignored)] = -1
    smoothed, plain = (
        functional.cross_entropy(
            logits, targets, ignore_index=-1, label_smoothing=epsilon, reduction="none")
        for epsilon in (smoothing, 0.0))
    smoothed.sum().backward()
    return {
        "name": name, "columns": columns, "smoothing": smoothing,
        "logits": numbers(logits), "targets": targets.tolist(),
        "losses": numbers(smoothed), "negative_log_likelihoods": numbers(plain),
        "dlogits": numbers(logits.grad)}


def layer_normalization(name, rows, width, epsilon, scale=1.0, offset=0.0):
    x = (floats(rows, width, scale=scale) + offset).float().double().requires_grad_()
    gain, bias = (floats(width).requires_grad_() for _ in range(2))
    dy = floats(rows, width)
    y = functional.layer_norm(x, (width,), gain, bias, epsilon)
    y.backward(dy)
    values = {"x": x, "gain": gain, "bias": bias, "dy": dy, "y": y,
              "dx": x.grad, "dgain": gain.grad, "dbias": bias.grad}
    return {"name": name, "width": width, "epsilon": epsilon,
            **{key: numbers(value) for key, value in values.items()}}


facts = {
    "torch": torch.__version__,
    "cross_entropy": [
        cross_entropy("plain", 3, 7, 0.0),
        cross_entropy("smoothed by a tenth", 4, 37, 0.1),
        cross_entropy("with rows of padding", 5, 16, 0.1, ignored=(0, 3)),
        cross_entropy("wholly smoothed", 2, 5, 1.0),
        cross_entropy("with large logits", 3, 33, 0.1, scale=30.0),
    ],
    "layer_normalization": [
        layer_normalization("of a narrow row", 3, 5, 1e-5),
        layer_normalization("of 37 columns", 4, 37, 1e-5),
        layer_normalization("far from zero", 2, 33, 1e-5, offset=100.0),
        layer_normalization("with a small variance", 2, 16, 1e-3, scale=1e-2),
        layer_normalization("of a single column", 2, 1, 1e-5),
    ],
}
pathlib.Path(__file__).with_name("losses.json").write_text(json.dumps(facts) + "\n")
