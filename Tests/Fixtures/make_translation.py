"""Makes translation.json: losses and all gradients of small encoder-decoders, by PyTorch's automatic
differentiation in double precision, from modules written here by the names of the model file.

Numbers are multiples of 1/64, so that float32 holds them exactly. Sources and targets end with </s>
(3); the decoder is fed <s> (2) first.
"""

import json
import os

import torch
from torch import nn
from torch.nn.functional import cross_entropy, embedding, layer_norm

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)
CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
SOURCE_WORDS, TARGET_WORDS, E, H = 9, 8, 3, 4


def numbers(*shape):
    return (torch.randint(-64, 65, shape) / 64.0).requires_grad_()


def flat(tensor):
    return [round(x, 12) for x in tensor.detach().reshape(-1).tolist()]


class Model:
    def __init__(self, cell, depth=1, both=False, attention=None, feed=False, tied=False,
                 normalized=False, residual=False, smoothing=0.0):
        self.cell, self.depth, self.both, self.attention = cell, depth, both, attention
        self.feed, self.tied, self.normalized = feed, tied, normalized
        self.residual, self.smoothing = residual, smoothing
        self.e = H if tied else E
        self.t = t = {}
        if tied:
            t["embedding"] = numbers(TARGET_WORDS, self.e)
            self.source_words = TARGET_WORDS
        else:
            t["encoder.embedding"] = numbers(SOURCE_WORDS, self.e)
            t["decoder.embedding"] = numbers(TARGET_WORDS, self.e)
            self.source_words = SOURCE_WORDS
        for layer in range(depth):
            for direction in ["forward", "backward"][: 2 if both else 1]:
                self.add_cell(
                    f"encoder.layers.{layer}.{direction}", self.e if layer == 0 else H,
                    H // 2 if both else H)
            self.add_cell(
                f"decoder.layers.{layer}",
                (self.e + (H if feed else 0)) if layer == 0 else H, H)
            if normalized:
                for side in ["encoder", "decoder"]:
                    t[f"{side}.layers.{layer}.norm.gain"] = numbers(H)
                    t[f"{side}.layers.{layer}.norm.bias"] = numbers(H)
        if attention:
            t["attention.combine"] = numbers(H, 2 * H)
            if attention != "dot":
                t["attention.key.weight"] = numbers(H, H)
            if attention == "additive":
                t["attention.query.weight"] = numbers(H, H)
                t["attention.score"] = numbers(H)
        if not tied:
            t["output.weight"] = numbers(TARGET_WORDS, H)
        t["output.bias"] = numbers(TARGET_WORDS)

    def add_cell(self, name, inputs, units):
        gates = {"lstm": 4, "gru": 3, "rnn": 1}[self.cell]
        self.t[name + ".weight_ih"] = numbers(gates * units, inputs)
        self.t[name + ".weight_hh"] = numbers(gates * units, units)
        for bias in ["bias_ih", "bias_hh"] if self.cell == "gru" else ["bias"]:
            self.t[f"{name}.{bias}"] = numbers(gates * units)

    def run(self, name, x, state):
        """One direction of a layer over one sentence, [steps, inputs]."""
        w, u = self.t[name + ".weight_ih"], self.t[name + ".weight_hh"]
        layer = CELLS[self.cell](w.shape[1], u.shape[1])
        first = self.t[name + (".bias_ih" if self.cell == "gru" else ".bias")]
        second = self.t[name + ".bias_hh"] if self.cell == "gru" else torch.zeros_like(first)
        weights = {
            "weight_ih_l0": w, "weight_hh_l0": u, "bias_ih_l0": first, "bias_hh_l0": second}
        state = tuple(s[None] for s in state)
        state = state if self.cell == "lstm" else state[0]
        y, last = torch.func.functional_call(layer, weights, (x, state))
        return y, tuple(s[0] for s in (last if self.cell == "lstm" else (last,)))

    def zeros(self, units):
        return tuple(torch.zeros(units) for _ in range(2 if self.cell == "lstm" else 1))

    def above(self, side, layer, x, y):
        if self.normalized:
            y = layer_norm(
                y, (H,), self.t[f"{side}.layers.{layer}.norm.gain"],
                self.t[f"{side}.layers.{layer}.norm.bias"], 1e-5)
        return x + y if self.residual and layer > 0 else y

    def encode(self, source):
        x = embedding(torch.tensor(source), self.t["embedding" if self.tied else
                                                   "encoder.embedding"])
        states = []
        for layer in range(self.depth):
            name = f"encoder.layers.{layer}."
            units = H // 2 if self.both else H
            y, last = self.run(name + "forward", x, self.zeros(units))
            if self.both:
                back, back_last = self.run(name + "backward", x.flip(0), self.zeros(units))
                y = torch.cat([y, back.flip(0)], -1)
                last = tuple(torch.cat(pair, -1) for pair in zip(last, back_last))
            states.append(last)
            x = self.above("encoder", layer, x, y)
        return x, states

    def attend(self, h, m):
        if not self.attention:
            return h
        k = m if self.attention == "dot" else m @ self.t["attention.key.weight"].T
        if self.attention == "additive":
            q = h @ self.t["attention.query.weight"].T
            s = torch.tanh(q + k) @ self.t["attention.score"]
        else:
            s = k @ h
        context = s.softmax(-1) @ m
        return torch.tanh(self.t["attention.combine"] @ torch.cat([context, h]))

    def loss(self, source, target):
        m, states = self.encode(source)
        table = self.t["embedding" if self.tied else "decoder.embedding"]
        weight = table if self.tied else self.t["output.weight"]
        fed, total, plain = torch.zeros(H), 0, 0
        for before, word in zip([2] + target, target):
            x = table[before]
            if self.feed:
                x = torch.cat([x, fed])
            x = x[None]
            for layer in range(self.depth):
                y, states[layer] = self.run(f"decoder.layers.{layer}", x, states[layer])
                x = self.above("decoder", layer, x, y)
            fed = self.attend(x[0], m)
            logits = (weight @ fed + self.t["output.bias"])[None]
            total += cross_entropy(
                logits, torch.tensor([word]), label_smoothing=self.smoothing)
            plain += cross_entropy(logits, torch.tensor([word]))
        return total, plain


SOURCES = [[4, 5, 6, 3], [7, 3], [4, 4, 7, 5, 6, 3]]
TARGETS = [[5, 4, 3], [6, 7, 4, 5, 3], [3]]


def case(name, cell="lstm", **options):
    model = Model(cell, **options)
    losses = [model.loss(s, t) for s, t in zip(SOURCES, TARGETS)]
    total, plain = sum(l[0] for l in losses), sum(l[1] for l in losses)
    total.backward()
    return {
        "name": name, "cell": cell, "options": options, "sources": SOURCES, "targets": TARGETS,
        "sourceWords": model.source_words, "targetWords": TARGET_WORDS, "width": model.e,
        "units": H, "loss": total.item(), "plain": plain.item(),
        "sentences": [-l[1].item() for l in losses],
        "tensors": {k: flat(v) for k, v in model.t.items()},
        "gradients": {
            k: flat(torch.zeros_like(v) if v.grad is None else v.grad)
            for k, v in model.t.items()},
    }


cases = [
    case("plain"),
    case("two layers in both directions", depth=2, both=True),
    case("GRU", "gru", both=True, attention="dot"),
    case("simple RNN", "rnn", attention="general"),
    case("dot attention, smoothed", both=True, attention="dot", smoothing=0.1),
    case("additive attention", attention="additive"),
    case("input feeding", attention="dot", feed=True),
    case("input feeding, two layers, general", depth=2, attention="general", feed=True),
    case("tied", tied=True, attention="dot", smoothing=0.2),
    case("normalized", depth=2, normalized=True, attention="dot"),
    case("normalized and residual", depth=2, normalized=True, residual=True, both=True),
    case("all of it", depth=2, both=True, attention="additive", feed=True, tied=True,
         normalized=True, residual=True, smoothing=0.1),
]
path = os.path.join(os.path.dirname(__file__), "translation.json")
with open(path, "w") as file:
    json.dump({"source": f"PyTorch {torch.__version__}", "cases": cases}, file)
    file.write("\n")
