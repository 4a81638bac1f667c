"""One of two classifiers of Keras' examples, trained on random data on TensorFlow: samples a second.

keras_classifier.py words|vectors
"""

import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy
import tensorflow
from keras import layers

tensorflow.config.threading.set_intra_op_parallelism_threads(2)
random = numpy.random.default_rng(0)
if sys.argv[1] == "words":
    batch, count = 64, 64 * 20
    x = random.integers(1, 10000, (count, 300))
    model = keras.Sequential([
        keras.Input((300,), dtype="int32"), layers.Embedding(10000, 50), layers.LSTM(128),
        layers.Dense(1, activation="sigmoid"),
    ])
    optimizer = "adam"
else:
    batch, count = 32, 32 * 12
    x = random.standard_normal((count, 400, 300)).astype("float32")
    model = keras.Sequential([
        keras.Input((400, 300)), layers.LSTM(50, return_sequences=True), layers.Dropout(0.2),
        layers.Flatten(), layers.Dense(1, activation="sigmoid"),
    ])
    optimizer = "rmsprop"
y = random.integers(0, 2, (count, 1)).astype("float32")
model.compile(loss="binary_crossentropy", optimizer=optimizer)
model.fit(x[: 4 * batch], y[: 4 * batch], batch_size=batch, verbose=0)
best = 0
for _ in range(3):
    start = time.perf_counter()
    model.fit(x, y, batch_size=batch, verbose=0)
    best = max(best, count / (time.perf_counter() - start))
print(best)
