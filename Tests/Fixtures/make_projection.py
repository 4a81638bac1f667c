"""Makes projection.json: what PyTorch's nn.Linear gives, forward and backward, in double precision.

Numbers are multiples of 1/64, so that float32 holds them exactly. The loss is a weighted sum of all
outputs.
"""

import json
import os

import torch

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def numbers(*shape):
    return torch.randint(-64, 65, shape) / 64.0


def flat(tensor):
    return [round(x, 12) for x in tensor.detach().reshape(-1).tolist()]


def case(name, inputs, outputs, rows):
    linear = torch.nn.Linear(inputs, outputs)
    w, b = numbers(outputs, inputs), numbers(outputs)
    with torch.no_grad():
        linear.weight.copy_(w)
        linear.bias.copy_(b)
    x, dy = numbers(rows, inputs).requires_grad_(), numbers(rows, outputs)
    y = linear(x)
    (y * dy).sum().backward()
    return {
        "name": name, "inputs": inputs, "outputs": outputs, "rows": rows, "w": flat(w),
        "b": flat(b), "x": flat(x), "dy": flat(dy), "y": flat(y), "dw": flat(linear.weight.grad),
        "db": flat(linear.bias.grad), "dx": flat(x.grad),
    }


cases = [case("one row", 3, 2, 1), case("wider than a vector", 9, 19, 5)]
path = os.path.join(os.path.dirname(__file__), "projection.json")
with open(path, "w") as file:
    json.dump({"source": f"PyTorch {torch.__version__}, nn.Linear", "cases": cases}, file)
    file.write("\n")
