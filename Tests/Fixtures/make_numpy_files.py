"""Makes numpy_files.json: arrays with the bytes that numpy.save writes for them (NumPy 2.4.6)."""

import io
import json

import numpy

CASES = [
    ("int32 matrix", "int32", [2, 3], [0, 0, 7, 1, -2, 2147483647]),
    ("int64 vector", "int64", [2], [4611686018427387904, -1]),
    ("float32 matrix", "float32", [2, 2], [0.5, -1.5, 0.1, 3e38]),
    ("float64 cube", "float64", [1, 2, 2], [0.1, -0.25, 1e300, 5e-324]),
    ("scalar", "float64", [], [2.5]),
    ("no rows", "int32", [0, 5], []),
    ("no columns", "int64", [3, 0], []),
    ("seven dimensions", "int32", [1, 1, 1, 1, 1, 1, 2], [1, 2]),
    ("a header of 192 bytes", "int32", [1] * 24, [9]),
]


def saved(dtype, shape, values):
    file = io.BytesIO()
    numpy.save(file, numpy.array(values, dtype=dtype).reshape(shape))
    return file.getvalue().hex()


cases = [
    json.dumps({"name": name, "dtype": dtype, "shape": shape, "values": values,
                "hex": saved(dtype, shape, values)})
    for name, dtype, shape, values in CASES
]
with open("numpy_files.json", "w") as file:
    file.write('{\n "source": "numpy.save of NumPy %s",\n "cases": [\n  ' % numpy.__version__)
    file.write(",\n  ".join(cases) + "\n ]\n}\n")
