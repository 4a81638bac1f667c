"""A translation model of ours in PyTorch, as docs/model-file.md has it, that translates batches of
sentences: LSTMs, dot attention or none."""

import json

import torch
from safetensors import safe_open
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

PADDING, UNKNOWN, START, END = range(4)
UNSUPPORTED = ["input-feed", "layer-normalization", "residual"]


class TorchModel:
    def __init__(self, path):
        with safe_open(path, "pt") as file:
            self.metadata = file.metadata()
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        self.config = config = json.loads(self.metadata["config"])
        if config["cell"] != "lstm" or config["attention"] not in ("none", "dot") or any(
                config[option] for option in UNSUPPORTED):
            raise SystemExit(f"{path} is of another kind than LSTMs with dot attention or none.")
        self.sources = vocabulary(self.metadata["source_vocabulary"])
        self.targets = vocabulary(self.metadata["target_vocabulary"])
        self.words = list(self.targets)
        both = config["enc-type"] == "bidirectional"
        self.encoder = lstm(
            tensors, "encoder.layers.{}.{}", ["forward", "backward"] if both else ["forward"],
            config)
        self.decoder = lstm(tensors, "decoder.layers.{}", [""], config)
        shared = tensors.get("embedding")
        self.source_embedding = tensors.get("encoder.embedding", shared)
        self.target_embedding = tensors.get("decoder.embedding", shared)
        self.combine = tensors.get("attention.combine")
        bias = tensors["output.bias"]
        bias[[PADDING, START]] = -torch.inf  # are never said
        self.output = tensors.get("output.weight", shared), bias

    def encode(self, x):  # [batch, steps]
        lengths = (x != PADDING).sum(1)
        packed = pack_padded_sequence(
            nn.functional.embedding(x, self.source_embedding), lengths, batch_first=True,
            enforce_sorted=False)
        memory, states = self.encoder(packed)
        memory, _ = pad_packed_sequence(memory, batch_first=True)
        return memory, [self.side_by_side(state) for state in states]

    def side_by_side(self, state):  # [layers · directions, batch, units of one]
        _, batch, units = state.shape
        layers = state.view(self.config["enc-depth"], -1, batch, units)
        return layers.transpose(1, 2).reshape(self.config["enc-depth"], batch, -1).contiguous()

    def decode(self, words, states, memory, mask):
        """Logits of the words after these, and the states behind them."""
        y, states = self.decoder(nn.functional.embedding(words, self.target_embedding), states)
        if self.combine is not None:
            scores = (y @ memory.transpose(1, 2)).masked_fill(mask[:, None, :], -1e9)
            context = scores.softmax(-1) @ memory
            y = torch.tanh(torch.cat([context, y], -1) @ self.combine.T)
        return nn.functional.linear(y, *self.output), states

    def source_ids(self, sentence):
        return torch.tensor([self.sources.get(word, UNKNOWN) for word in sentence] + [END])

    @torch.no_grad()
    def translate(self, sentences, batch=64):
        """The likeliest words of each, one after the other, in batches sorted by length.

        A batch is done when all of its sentences are; as in ours, they may have three times as many
        words as their sources, or 10.
        """
        order = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
        translations = [None] * len(sentences)
        for start in range(0, len(order), batch):
            numbers = order[start:start + batch]
            x = pad_sequence(
                [self.source_ids(sentences[number]) for number in numbers], True, PADDING)
            mask = x == PADDING
            memory, states = self.encode(x)
            limits = (3 * (~mask).sum(1)).clamp(min=10)
            said = torch.full((len(numbers), 1), START)
            done, steps = torch.zeros(len(numbers), dtype=torch.bool), []
            while not done.all():
                logits, states = self.decode(said, states, memory, mask)
                said = logits[:, -1:].argmax(-1)
                steps.append(said)
                done |= (said[:, 0] == END) | (limits == len(steps))
            rows = torch.cat(steps, 1).tolist()
            for number, row, limit in zip(numbers, rows, limits.tolist()):
                row = row[:limit]
                row = row[:row.index(END)] if END in row else row
                translations[number] = [self.words[word] for word in row]
        return translations

    @torch.no_grad()
    def next_word(self, sentence, prefix):
        """The log probability of each word after the first ones of a translation."""
        x = self.source_ids(sentence)[None]
        memory, states = self.encode(x)
        words = torch.tensor([[START] + [self.targets.get(word, UNKNOWN) for word in prefix]])
        logits, _ = self.decode(words, states, memory, x == PADDING)
        return logits[0, -1].log_softmax(-1)


def vocabulary(text):
    tokens = [line.split("\t")[0] for line in text.removesuffix("\n").split("\n")]
    return {token: number for number, token in enumerate(tokens)}


def lstm(tensors, name, directions, config):
    units, depth = config["dim-rnn"], config["enc-depth"]
    inputs = tensors[name.format(0, directions[0]) + ".weight_ih"].shape[1]
    layers = nn.LSTM(
        inputs, units // len(directions), depth, batch_first=True,
        bidirectional=len(directions) > 1)
    for k in range(depth):
        for direction, suffix in zip(directions, ["", "_reverse"]):
            ours = name.format(k, direction)
            for part, theirs in [("weight_ih", "weight_ih"), ("weight_hh", "weight_hh"),
                                 ("bias", "bias_ih")]:
                getattr(layers, f"{theirs}_l{k}{suffix}").data.copy_(tensors[f"{ours}.{part}"])
            getattr(layers, f"bias_hh_l{k}{suffix}").data.zero_()
    return layers
