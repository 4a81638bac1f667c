"""Makes keras_summaries.json: what model.summary() prints (Keras 3, any of its backends)."""

import json

import keras
from keras import layers

# Name, input shape, and for each layer its kind, name, size, whether it is trained, other arguments.
CASES = [
    ("classifier", (10,), [
        ("Embedding", "embedding", [10000, 50], True, {}),
        ("LSTM", "lstm", [128], True, {}),
        ("Dense", "dense", [1], True, {}),
    ]),
    ("lstm", (None, 300), [("LSTM", "lstm", [50], True, {"return_sequences": True})]),
    ("simple_rnn", (5, 300), [("SimpleRNN", "simple_rnn", [50], True, {})]),
    ("gru", (5, 300), [("GRU", "gru", [50], True, {}), ("Dense", "dense", [1], False, {})]),
    ("wide", (20000,), [("Dense", "dense", [1], True, {})]),
    ("folded", (5, 8), [("SimpleRNN", "the_name_of_a_layer_is_long", [8], True, {})]),
    ("untrained", (7,), [("Embedding", "embedding", [1000000, 300], False, {})]),
]


def summary(name, inputs, described):
    model = keras.Sequential([keras.Input(inputs)], name=name)
    for kind, title, size, trained, arguments in described:
        model.add(getattr(layers, kind)(*size, name=title, trainable=trained, **arguments))
    lines = []
    model.summary(print_fn=lambda text, **_: lines.append(text), line_length=76)
    described = [
        {"kind": kind, "name": title, "inputs": layer.input.shape[-1] or size[0], "size": size,
         "trained": trained, "output": list(layer.output.shape), "parameters": layer.count_params()}
        for (kind, title, size, trained, _), layer in zip(described, model.layers)
    ]
    return {"name": name, "layers": described, "text": "\n".join(lines)}


cases = [json.dumps(summary(*case), ensure_ascii=False) for case in CASES]
with open("keras_summaries.json", "w") as file:
    file.write('{\n "source": "Keras %s",\n "cases": [\n  ' % keras.__version__)
    file.write(",\n  ".join(cases) + "\n ]\n}\n")
