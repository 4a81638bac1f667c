#include "dropout.h"

#include "random_stream.h"
#include "vectors.h"

INLINED void apply(
    const uint32_t *words, uint32_t least, float scale, const float *x, float *y,
    ptrdiff_t count) {
  ptrdiff_t j = 0;
  for (; j + LANES <= count; j += LANES) {
    FLOATS(y + j) = WORDS(words + j) >= least ? FLOATS(x + j) * scale : (f32x16)0.0f;
  }
  for (; j < count; ++j) y[j] = words[j] >= least ? x[j] * scale : 0;
}

/// Nothing dropped, or everything: no word is needed.
static void apply_certain(
    int kept, const float *x, float *y, ptrdiff_t count, ptrdiff_t steps, ptrdiff_t stride) {
  const size_t bytes = (size_t)count * sizeof *y;
  for (ptrdiff_t t = 0; t < steps; ++t) {
    if (!kept) {
      memset(y + t * stride, 0, bytes);
    } else if (x != y) {
      memcpy(y + t * stride, x + t * stride, bytes);
    }
  }
}

CLONED void ck_dropout(
    uint64_t seed, uint64_t stream, uint64_t first, float p, const float *x, float *y,
    ptrdiff_t count, ptrdiff_t steps, ptrdiff_t stride) {
  enum { CHUNK = 256 };  // words that stay in the nearest cache
  if (p <= 0 || p >= 1) {
    apply_certain(p <= 0, x, y, count, steps, stride);
    return;
  }
  const uint32_t least = (uint32_t)(p * 0x1p32);
  const float scale = 1 / (1 - p);
  uint32_t words[CHUNK];
  for (ptrdiff_t i = 0; i < count; i += CHUNK) {
    const ptrdiff_t part = count - i < CHUNK ? count - i : CHUNK;
    ck_random_words(seed, stream, first + (uint64_t)i, part, words);
    for (ptrdiff_t t = 0; t < steps; ++t) {
      apply(words, least, scale, x + t * stride + i, y + t * stride + i, part);
    }
  }
}
