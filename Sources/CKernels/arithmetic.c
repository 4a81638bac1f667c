#include "arithmetic.h"

#include "vectors.h"

CLONED void ck_add(const float *x, float *y, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) FLOATS(y + i) += FLOATS(x + i);
  for (; i < count; ++i) y[i] += x[i];
}
