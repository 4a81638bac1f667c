"""Makes attention.json: Luong's dot attention in PyTorch, forward and backward, in double precision.

The attention is torch.nn.functional.scaled_dot_product_attention with a scale of 1, and the layer
above it nn.Linear without bias. Numbers are multiples of 1/64, so that float32 holds them exactly.
The loss is a weighted sum of all outputs.
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


def case(name, units, steps, lengths):
    batch, longest = len(lengths), max(lengths)
    combine = torch.nn.Linear(2 * units, units, bias=False)
    with torch.no_grad():
        combine.weight.copy_(numbers(units, 2 * units))
    h = numbers(steps, batch, units).requires_grad_()
    m = numbers(longest, batch, units).requires_grad_()
    dy = numbers(steps, batch, units)
    is_real = torch.arange(longest)[None, :] < torch.tensor(lengths)[:, None]
    query, key = h.transpose(0, 1), m.transpose(0, 1)
    context = torch.nn.functional.scaled_dot_product_attention(
        query, key, key, attn_mask=is_real[:, None, :], scale=1.0).transpose(0, 1)
    y = torch.tanh(combine(torch.cat([context, h], dim=2)))
    (y * dy).sum().backward()
    return {
        "name": name, "units": units, "steps": steps, "lengths": lengths,
        "w": flat(combine.weight), "h": flat(h), "m": flat(m), "dy": flat(dy), "y": flat(y),
        "dw": flat(combine.weight.grad), "dh": flat(h.grad), "dm": flat(m.grad),
    }


cases = [
    case("one step on one position", 3, 1, [1]),
    case("equal lengths", 5, 3, [4, 4]),
    case("unequal lengths", 9, 4, [6, 1, 3]),
]
path = os.path.join(os.path.dirname(__file__), "attention.json")
with open(path, "w") as file:
    json.dump({"source": f"PyTorch {torch.__version__}", "cases": cases}, file)
    file.write("\n")
