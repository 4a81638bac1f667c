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

CLONED void ck_dropout(
    uint64_t seed, uint64_t stream, uint64_t first, float p, const float *x, float *y,
    ptrdiff_t count) {
  enum { CHUNK = 256 };  // words that stay in the nearest cache
  const size_t bytes = (size_t)count * sizeof *y;
  if (p >= 1) {
    memset(y, 0, bytes);
    return;
  }
  if (p <= 0) {
    if (x != y) memcpy(y, x, bytes);
    return;
  }
  const uint32_t least = (uint32_t)(p * 0x1p32);
  const float scale = 1 / (1 - p);
  uint32_t words[CHUNK];
  for (ptrdiff_t i = 0; i < count; i += CHUNK) {
    const ptrdiff_t part = count - i < CHUNK ? count - i : CHUNK;
    ck_random_words(seed, stream, first + (uint64_t)i, part, words);
    apply(words, least, scale, x + i, y + i, part);
  }
}
