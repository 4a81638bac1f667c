#include "arithmetic.h"

#include "vectors.h"

CLONED void ck_add(const float *x, float *y, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) FLOATS(y + i) += FLOATS(x + i);
  for (; i < count; ++i) y[i] += x[i];
}

enum { STRETCH = 4 * LANES };

INLINED int is_clear(const float *x) {
  const u32x16 bits = WORDS(x) | WORDS(x + LANES) | WORDS(x + 2 * LANES) | WORDS(x + 3 * LANES);
  return __builtin_reduce_or(bits) == 0;
}

CLONED void ck_move_sum(float *x, float *y, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + STRETCH <= count; i += STRETCH) {
    if (is_clear(x + i)) continue;
    for (int j = 0; j < STRETCH; j += LANES) {
      FLOATS(y + i + j) += FLOATS(x + i + j);
      FLOATS(x + i + j) = 0.0f;
    }
  }
  for (; i < count; ++i) {
    y[i] += x[i];
    x[i] = 0;
  }
}

CLONED void ck_clear(float *x, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + STRETCH <= count; i += STRETCH) {
    if (!is_clear(x + i)) memset(x + i, 0, STRETCH * sizeof *x);
  }
  for (; i < count; ++i) x[i] = 0;
}
