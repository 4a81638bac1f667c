// The largest number of a row.
#ifndef CKERNELS_ROW_MAX_H
#define CKERNELS_ROW_MAX_H

#include <math.h>

#include "vectors.h"

/// The largest of a row, leaving out NaN; -infinity where there is nothing else.
INLINED float row_max(const float *x, ptrdiff_t width) {
  enum { WAYS = 4 };
  f32x16 m[WAYS] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
  ptrdiff_t j = 0;
  for (; j + WAYS * LANES <= width; j += WAYS * LANES) {
    for (int w = 0; w < WAYS; ++w) {
      const f32x16 v = FLOATS(x + j + w * LANES);
      m[w] = v > m[w] ? v : m[w];
    }
  }
  for (; j < width; j += LANES) {
    f32x16 v;
    load_part(&v, x + j, width - j < LANES ? width - j : LANES, -INFINITY);
    m[0] = v > m[0] ? v : m[0];
  }
  m[0] = m[1] > m[0] ? m[1] : m[0];
  m[2] = m[3] > m[2] ? m[3] : m[2];
  m[0] = m[2] > m[0] ? m[2] : m[0];
  float largest = m[0][0];
  for (int lane = 1; lane < LANES; ++lane) largest = m[0][lane] > largest ? m[0][lane] : largest;
  return largest;
}

#endif
