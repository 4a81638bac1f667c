"""Makes attention.json: attention in PyTorch, forward and backward, in double precision.

Dot and general attention (Luong) are torch.nn.functional.scaled_dot_product_attention with a scale of
1; additive attention (Bahdanau) has its scores from torch.tanh and nn.Linear, and its weights from
nn.Softmax. The layer above is nn.Linear without bias. Numbers are multiples of 1/64, so that float32
holds them exactly. The loss is a weighted sum of all outputs.
"""

import json
import os

import torch

torch.manual_seed(13)
torch.set_default_dtype(torch.float64)


def numbers(*shape):
    return torch.randint(-64, 65, shape) / 64.0


def flat(tensor):
    return [round(x, 12) for x in tensor.detach().reshape(-1).tolist()]


def linear(inputs, outputs):
    layer = torch.nn.Linear(inputs, outputs, bias=False)
    with torch.no_grad():
        layer.weight.copy_(numbers(outputs, inputs))
    return layer


def additive_context(query, key, value, is_real, score):
    scores = score(torch.tanh(query[:, :, None, :] + key[:, None, :, :])).squeeze(-1)
    scores = scores.masked_fill(~is_real, float("-inf"))
    return torch.nn.Softmax(dim=-1)(scores) @ value


def case(name, kind, units, steps, lengths):
    batch, longest = len(lengths), max(lengths)
    layers = {"W": linear(2 * units, units)}
    if kind != "dot":
        layers["K"] = linear(units, units)
    if kind == "additive":
        layers["Q"] = linear(units, units)
        layers["v"] = linear(units, 1)
    h = numbers(steps, batch, units).requires_grad_()
    m = numbers(longest, batch, units).requires_grad_()
    dy = numbers(steps, batch, units)
    is_real = (torch.arange(longest)[None, :] < torch.tensor(lengths)[:, None])[:, None, :]
    query, value = h.transpose(0, 1), m.transpose(0, 1)
    key = layers["K"](value) if "K" in layers else value
    if kind == "additive":
        context = additive_context(layers["Q"](query), key, value, is_real, layers["v"])
    else:
        context = torch.nn.functional.scaled_dot_product_attention(
            query, key, value, attn_mask=is_real, scale=1.0)
    y = torch.tanh(layers["W"](torch.cat([context.transpose(0, 1), h], dim=2)))
    (y * dy).sum().backward()
    facts = {"name": f"{kind}, {name}", "kind": kind, "units": units, "steps": steps,
             "lengths": lengths}
    for letter, layer in layers.items():
        facts[letter], facts["d" + letter] = flat(layer.weight), flat(layer.weight.grad)
    for letter, tensor in {"h": h, "m": m}.items():
        facts[letter], facts["d" + letter] = flat(tensor), flat(tensor.grad)
    return facts | {"dy": flat(dy), "y": flat(y)}


cases = [
    case(name, kind, *shape)
    for kind in ["dot", "general", "additive"]
    for name, *shape in [
        ("one step on one position", 3, 1, [1]),
        ("equal lengths", 5, 3, [4, 4]),
        ("unequal lengths", 9, 4, [6, 1, 3]),
    ]
]
path = os.path.join(os.path.dirname(__file__), "attention.json")
with open(path, "w") as file:
    json.dump({"source": f"PyTorch {torch.__version__}", "cases": cases}, file)
    file.write("\n")
