"""Makes cells.json: one step of LSTMCell, GRUCell and RNNCell forward and backward, in double
(PyTorch 2.15.0).

The weights of the input are the identity, so that the input is its half of the preactivations.
Inputs are multiples of 1/64, which floats hold exactly, products of state and weights too.
"""

import json

import torch

BATCH, HIDDEN = 3, 5

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def numbers(*shape, bound):
    return torch.randint(-64 * bound, 64 * bound + 1, shape) / 64


def cell(kind, gates):
    made = kind(gates * HIDDEN, HIDDEN)
    with torch.no_grad():
        made.weight_ih.copy_(torch.eye(gates * HIDDEN))
        made.weight_hh.copy_(numbers(gates * HIDDEN, HIDDEN, bound=1))
        made.bias_ih.copy_(numbers(gates * HIDDEN, bound=1))
        made.bias_hh.copy_(numbers(gates * HIDDEN, bound=1))
    return made


def of_unit(row, k):
    """The numbers of one unit, a gate after the other."""
    return row.detach().reshape(-1, HIDDEN)[:, k].tolist()


def steps(kind, gates):
    """One row after another, since the gradient of a bias is the sum over rows."""
    made = cell(kind, gates)
    rows = []
    for _ in range(BATCH):
        x = numbers(gates * HIDDEN, bound=3).requires_grad_()
        h_previous = numbers(HIDDEN, bound=1).requires_grad_()
        c_previous = numbers(HIDDEN, bound=2).requires_grad_()
        dh, dc = numbers(HIDDEN, bound=1), numbers(HIDDEN, bound=1)
        made.zero_grad()
        if kind is torch.nn.LSTMCell:
            h, c = made(x, (h_previous, c_previous))
            torch.autograd.backward([h, c], [dh, dc])
        else:
            h = made(x, h_previous)
            h.backward(dh)
        du = made.bias_hh.grad.clone()
        u = made.weight_hh @ h_previous
        rest = h_previous.grad - du @ made.weight_hh
        unit = {"x": x, "u": u, "hPrevious": h_previous, "dh": dh, "h": h, "dx": x.grad,
                "du": du, "dhPrevious": rest, "xBias": made.bias_ih, "uBias": made.bias_hh}
        if kind is torch.nn.LSTMCell:
            unit |= {"cPrevious": c_previous, "dc": dc, "c": c, "dcPrevious": c_previous.grad}
        rows.append([{name: of_unit(row, k) for name, row in unit.items()}
                     for k in range(HIDDEN)])
    return rows


document = {"source": f"torch.nn of PyTorch {torch.__version__}",
            "lstm": steps(torch.nn.LSTMCell, 4),
            "gru": steps(torch.nn.GRUCell, 3),
            "rnn": steps(torch.nn.RNNCell, 1)}
with open("cells.json", "w") as file:
    json.dump(document, file, indent=0)
    file.write("\n")
