"""Makes gru_rnn.json: what PyTorch's nn.GRU and nn.RNN give, forward and backward, in double
precision.

Numbers are multiples of 1/64, so that float32 holds them exactly. The loss is a weighted sum of all
outputs of real steps. PyTorch's nn.RNN has two biases where one is enough: its second is zero.
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


def case(cell, name, inputs, units, steps, lengths):
    batch = len(lengths)
    layer = {"gru": torch.nn.GRU, "rnn": torch.nn.RNN}[cell](inputs, units)
    tensors = {"w": layer.weight_ih_l0, "u": layer.weight_hh_l0}
    if cell == "gru":
        tensors |= {"b": layer.bias_ih_l0, "v": layer.bias_hh_l0}
    else:
        tensors |= {"b": layer.bias_ih_l0}
    with torch.no_grad():
        layer.bias_hh_l0.zero_()
        for tensor in tensors.values():
            tensor.copy_(numbers(*tensor.shape))
    x = numbers(steps, batch, inputs).requires_grad_()
    h0 = numbers(1, batch, units).requires_grad_()
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    out, _ = layer(packed, h0)
    h, _ = torch.nn.utils.rnn.pad_packed_sequence(out, total_length=steps)
    dh = numbers(steps, batch, units)
    for row, length in enumerate(lengths):
        dh[length:, row] = 0  # PyTorch has no outputs there
    (h * dh).sum().backward()
    tensors |= {"x": x, "h0": h0}
    return {
        "cell": cell, "name": name, "inputs": inputs, "units": units, "steps": steps,
        "lengths": lengths, "h": flat(h), "dh": flat(dh),
        **{key: flat(tensor) for key, tensor in tensors.items()},
        **{"d" + key: flat(tensor.grad) for key, tensor in tensors.items()},
    }


cases = [
    case(cell, *shape)
    for cell in ["gru", "rnn"]
    for shape in [
        ("one step", 2, 3, 1, [1]),
        ("equal lengths", 3, 5, 4, [4, 4, 4]),
        ("unequal lengths", 4, 9, 6, [6, 2, 5, 1]),
    ]
]
path = os.path.join(os.path.dirname(__file__), "gru_rnn.json")
with open(path, "w") as file:
    json.dump({"source": f"PyTorch {torch.__version__}, nn.GRU and nn.RNN", "cases": cases}, file)
    file.write("\n")
