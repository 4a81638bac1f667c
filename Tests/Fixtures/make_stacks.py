"""Makes stacks.json: what PyTorch's nn.LSTM, nn.GRU and nn.RNN of several layers and directions give,
forward and backward, in double precision.

Numbers are multiples of 1/64, so that float32 holds them exactly. The loss is a weighted sum of all
outputs of real steps and of the last states of every layer and direction.
"""

import json
import os

import torch

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


def numbers(*shape):
    return torch.randint(-64, 65, shape) / 64.0


def flat(tensor):
    return [round(x, 12) for x in tensor.detach().reshape(-1).tolist()]


def case(cell, name, inputs, units, depth, both, steps, lengths):
    """`units` are those of all directions of a layer."""
    directions = 2 if both else 1
    layer = CELLS[cell](inputs, units // directions, depth, bidirectional=both)
    tensors = {}
    for k in range(depth):
        for direction in ["forward", "backward"][:directions]:
            theirs = f"_l{k}" + ("_reverse" if direction == "backward" else "")
            ours = f"stack.layers.{k}.{direction}."
            tensors[ours + "weight_ih"] = getattr(layer, "weight_ih" + theirs)
            tensors[ours + "weight_hh"] = getattr(layer, "weight_hh" + theirs)
            if cell == "gru":
                tensors[ours + "bias_ih"] = getattr(layer, "bias_ih" + theirs)
                tensors[ours + "bias_hh"] = getattr(layer, "bias_hh" + theirs)
            else:
                tensors[ours + "bias"] = getattr(layer, "bias_ih" + theirs)
                with torch.no_grad():
                    getattr(layer, "bias_hh" + theirs).zero_()
    with torch.no_grad():
        for tensor in tensors.values():
            tensor.copy_(numbers(*tensor.shape))
    batch = len(lengths)
    tensors["x"] = x = numbers(steps, batch, inputs).requires_grad_()
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    out, last = layer(packed)
    outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(out, total_length=steps)
    last = last if cell == "lstm" else (last,)
    dy = numbers(steps, batch, units)
    for row, length in enumerate(lengths):
        dy[length:, row] = 0  # PyTorch has no outputs there
    dlast = [numbers(*state.shape) for state in last]  # [layers · directions, batch, units]
    sum((a * b).sum() for a, b in zip([outputs, *last], [dy, *dlast])).backward()
    return {
        "cell": cell, "name": f"{cell}, {name}", "inputs": inputs, "units": units, "depth": depth,
        "both": both, "steps": steps, "lengths": lengths,
        "y": flat(outputs), "dy": flat(dy),
        "last": [flat(state) for state in last], "dlast": [flat(state) for state in dlast],
        "numbers": {name: flat(tensor) for name, tensor in tensors.items()},
        "gradients": {name: flat(tensor.grad) for name, tensor in tensors.items()},
    }


cases = [
    case(cell, *shape)
    for cell in CELLS
    for shape in [
        ("two layers", 3, 5, 2, False, 4, [4, 2, 3]),
        ("both directions", 3, 6, 1, True, 5, [5, 1, 4]),
        ("two layers in both directions", 2, 6, 2, True, 4, [4, 1, 3, 2]),
        ("two layers in both directions, equal lengths", 4, 2, 2, True, 3, [3, 3]),
    ]
]
path = os.path.join(os.path.dirname(__file__), "stacks.json")
with open(path, "w") as file:
    json.dump({"source": f"PyTorch {torch.__version__}", "cases": cases}, file)
    file.write("\n")
