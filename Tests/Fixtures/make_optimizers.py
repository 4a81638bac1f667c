"""Makes optimizers.json: weights after each of 20 updates as PyTorch's SGD and Adam and Keras 3's
RMSprop make them, and gradients as torch.nn.utils.clip_grad_norm_ leaves them.

PyTorch 2.15.0 and Keras 3.15.1 in one environment (Keras on PyTorch).
"""

import json
import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy
import torch

STEPS, SIZE = 20, 7

random = numpy.random.default_rng(7)
# Magnitudes from 1e-6 to 10: epsilon has to matter for some.
magnitudes = 10.0 ** numpy.linspace(-6, 1, SIZE)
weights = (random.uniform(0.1, 1, SIZE) * random.choice([-1, 1], SIZE)).astype("float32")
gradients = (random.standard_normal((STEPS, SIZE)) * magnitudes).astype("float32")
gradients[5] = 0
gradients[:8, 2] = 0
rates = [min(1, step / 5) * 0.01 for step in range(1, STEPS + 1)]


def numbers(array):
    """The shortest decimals that read back as the same floats."""
    return [float(str(number)) for number in numpy.asarray(array, dtype="float32")]


def torch_history(kind, **settings):
    parameter = torch.nn.Parameter(torch.tensor(weights.copy()))
    optimizer = kind([parameter], lr=1.0, foreach=False, **settings)
    history = []
    for rate, gradient in zip(rates, gradients):
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        history.append(numbers(parameter.detach().numpy().copy()))
    return history


def keras_history(**settings):
    variable = keras.Variable(weights.copy())
    optimizer = keras.optimizers.RMSprop(learning_rate=1.0, **settings)
    history = []
    for rate, gradient in zip(rates, gradients):
        optimizer.learning_rate = rate
        optimizer.apply([torch.tensor(gradient)], [variable])
        history.append(numbers(variable.numpy().copy()))
    return history


def clipped(values, limit):
    parameter = torch.nn.Parameter(torch.zeros(len(values)))
    parameter.grad = torch.tensor(values, dtype=torch.float32)
    norm = torch.nn.utils.clip_grad_norm_([parameter], limit)
    return {"gradients": numbers(values), "limit": limit, "norm": float(norm),
            "clipped": numbers(parameter.grad.numpy())}


sgd, adam = torch.optim.SGD, torch.optim.Adam
histories = [
    ("sgd", {}, torch_history(sgd)),
    ("sgd", {"momentum": 0.9}, torch_history(sgd, momentum=0.9)),
    ("adam", {}, torch_history(adam)),
    ("adam", {"beta1": 0.9, "beta2": 0.98, "epsilon": 1e-9},
     torch_history(adam, betas=(0.9, 0.98), eps=1e-9)),
    ("adam", {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
     torch_history(adam, betas=(0.5, 0.9), eps=1e-3)),
    ("rmsprop", {}, keras_history()),
    ("rmsprop", {"rho": 0.99, "epsilon": 1e-3}, keras_history(rho=0.99, epsilon=1e-3)),
]
clippings = [clipped(random.standard_normal(9).astype("float32"), limit)
             for limit in (0.1, 1.0, 2.5, 100.0)]
clippings.append(clipped(numpy.zeros(3, dtype="float32"), 1.0))
clippings.append(clipped(numpy.array([3e-7, 4e-7], dtype="float32"), 1e-6))
clippings.append(clipped(numpy.array([3e15, -4e15], dtype="float32"), 1.0))


def lines(rows, indent):
    return ("[\n" + indent + " ") + (",\n" + indent + " ").join(
        json.dumps(row) for row in rows) + "\n" + indent + "]"


cases = ",\n  ".join(
    '{"method": "%s", "settings": %s, "weights": %s}'
    % (method, json.dumps(settings), lines(history, "  "))
    for method, settings, history in histories)
with open("optimizers.json", "w") as file:
    file.write('{\n "source": "PyTorch %s, Keras %s",\n' % (torch.__version__, keras.__version__))
    file.write(' "rates": %s,\n "weights": %s,\n' % (json.dumps(rates),
                                                    json.dumps(numbers(weights))))
    file.write(' "gradients": %s,\n' % lines([numbers(row) for row in gradients], " "))
    file.write(' "cases": [\n  %s\n ],\n "clippings": %s\n}\n' % (cases, lines(clippings, " ")))
