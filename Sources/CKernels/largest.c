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

/// Puts an index behind those whose values are as large, and lets go of the last of `k`.
INLINED ptrdiff_t insert(const float *x, int32_t j, int32_t *top, ptrdiff_t count, ptrdiff_t k) {
  ptrdiff_t place = count < k ? count : k - 1;
  for (; place > 0 && x[top[place - 1]] < x[j]; --place) top[place] = top[place - 1];
  top[place] = j;
  return count < k ? count + 1 : k;
}

CLONED ptrdiff_t ck_top(const float *x, ptrdiff_t width, ptrdiff_t k, int32_t *indices) {
  ptrdiff_t count = 0;
  for (ptrdiff_t j = 0; j < width; ++j) {
    // Once the list is full, nearly all stand below its least: pass by sixteen at a time.
    while (count == k && j + LANES <= width &&
           !__builtin_reduce_or(FLOATS(x + j) > x[indices[k - 1]])) {
      j += LANES;
    }
    if (j == width) break;
    // Any number but NaN finds a place in a list that is not full.
    if (count < k ? x[j] == x[j] : x[j] > x[indices[k - 1]]) {
      count = insert(x, (int32_t)j, indices, count, k);
    }
  }
  return count;
}
