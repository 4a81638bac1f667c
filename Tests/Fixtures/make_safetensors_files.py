"""Makes safetensors_files.json: the bytes that safetensors 0.8.0 writes for tensors and metadata."""

import json

import safetensors
import safetensors.torch
import torch

TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8,
    "U8": torch.uint8, "BOOL": torch.bool,
}

# Name, metadata, and for each tensor its name, type, shape and elements.
CASES = [
    ("one matrix", None, [("weight", "F32", [2, 3], [0.0, -0.0, 1.5, 1e-45, 3e38, float("inf")])]),
    ("no tensors", {"format": "translate-model/1"}, []),
    ("a scalar and an empty tensor", None, [("s", "F32", [], [2.5]), ("z", "F32", [0, 5], [])]),
    ("every type", None, [(name, name, [2], [1, 0]) for name in TYPES]),
    ("names and text to escape",
     {"k": "tab\there, \"quoted\" \\ \r\n\b\f\0\x1f\x7f \u2028 é e\u0301 😀"},
     [("é", "U8", [1], [1]), ("e\u0301", "U8", [1], [2]), ("\"\\/\n", "U8", [1], [3])]),
    ("a dozen tensors", {"note": "x" * 300},
     [("layers.%d.weight" % number, "F32", [1, 1], [number]) for number in range(12)]),
]


def saved(metadata, tensors):
    made = {
        name: torch.tensor(values, dtype=TYPES[dtype]).reshape(shape)
        for name, dtype, shape, values in tensors
    }
    file = safetensors.torch.save(made, metadata)
    described = [
        {"name": name, "dtype": dtype, "shape": shape,
         "hex": bytes(made[name].reshape(-1).view(torch.uint8).tolist() if values else []).hex()}
        for name, dtype, shape, values in tensors
    ]
    return {"metadata": metadata or {}, "tensors": described, "hex": file.hex()}


cases = [json.dumps({"name": name, **saved(metadata, tensors)}) for name, metadata, tensors in CASES]
with open("safetensors_files.json", "w") as file:
    file.write('{\n "source": "safetensors %s",\n "cases": [\n  ' % safetensors.__version__)
    file.write(",\n  ".join(cases) + "\n ]\n}\n")
