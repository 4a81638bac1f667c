#include "largest.h"

#include "row_max.h"

CLONED ptrdiff_t ck_argmax(const float *x, ptrdiff_t width) {
  const float m = row_max(x, width);
  ptrdiff_t j = 0;
  while (j + LANES <= width && !__builtin_reduce_or(FLOATS(x + j) == m)) j += LANES;
  for (; j < width; ++j) {
    if (x[j] == m) return j;
  }
  return 0;
}
