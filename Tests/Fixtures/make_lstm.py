"""Makes lstm.json: what PyTorch's nn.LSTM gives, forward and backward, in double precision.

Numbers are multiples of 1/64, so that float32 holds them exactly. The loss is a weighted sum of all
outputs of real steps and of the last memory.
"""

import json
import os

import torch

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)


def numbers(*shape):
    return torch.randint(-64, 65, shape) / 64.0


def flat(tensor):
    return [round(x, 12) for x in tensor.detach().reshape(-1).tolist()]


def case(name, inputs, units, steps, lengths):
    batch = len(lengths)
    lstm = torch.nn.LSTM(inputs, units)
    w, u, b = numbers(4 * units, inputs), numbers(4 * units, units), numbers(4 * units)
    with torch.no_grad():
        lstm.weight_ih_l0.copy_(w)
        lstm.weight_hh_l0.copy_(u)
        lstm.bias_ih_l0.copy_(b)
        lstm.bias_hh_l0.zero_()
    x = numbers(steps, batch, inputs).requires_grad_()
    h0 = numbers(1, batch, units).requires_grad_()
    c0 = numbers(1, batch, units).requires_grad_()
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    out, (_, c) = lstm(packed, (h0, c0))
    h, _ = torch.nn.utils.rnn.pad_packed_sequence(out, total_length=steps)
    dh, dc = numbers(steps, batch, units), numbers(1, batch, units)
    for row, length in enumerate(lengths):
        dh[length:, row] = 0  # PyTorch has no outputs there
    ((h * dh).sum() + (c * dc).sum()).backward()
    return {
        "name": name, "inputs": inputs, "units": units, "steps": steps, "lengths": lengths,
        "w": flat(w), "u": flat(u), "b": flat(b), "x": flat(x), "h0": flat(h0), "c0": flat(c0),
        "dh": flat(dh), "dc": flat(dc), "h": flat(h), "c": flat(c),
        "dw": flat(lstm.weight_ih_l0.grad), "du": flat(lstm.weight_hh_l0.grad),
        "db": flat(lstm.bias_ih_l0.grad), "dx": flat(x.grad), "dh0": flat(h0.grad),
        "dc0": flat(c0.grad),
    }


cases = [
    case("one step", 2, 3, 1, [1]),
    case("equal lengths", 3, 5, 4, [4, 4, 4]),
    case("unequal lengths", 4, 9, 6, [6, 2, 5, 1]),
]
path = os.path.join(os.path.dirname(__file__), "lstm.json")
with open(path, "w") as file:
    json.dump({"source": f"PyTorch {torch.__version__}, nn.LSTM", "cases": cases}, file)
    file.write("\n")
