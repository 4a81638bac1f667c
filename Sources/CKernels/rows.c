#include "rows.h"

#include "vectors.h"

void ck_gather_rows(
    const float *table, ptrdiff_t table_stride, const int32_t *ids, ptrdiff_t count,
    ptrdiff_t width, float *y, ptrdiff_t stride) {
  const size_t bytes = (size_t)width * sizeof *y;
  for (ptrdiff_t i = 0; i < count; ++i) {
    if (ids[i] < 0) {
      memset(y + i * stride, 0, bytes);
    } else {
      memcpy(y + i * stride, table + ids[i] * table_stride, bytes);
    }
  }
}

CLONED void ck_scatter_add_rows(
    const float *dy, ptrdiff_t stride, const int32_t *ids, ptrdiff_t count, ptrdiff_t width,
    float *dtable, ptrdiff_t table_stride) {
  for (ptrdiff_t i = 0; i < count; ++i) {
    if (ids[i] < 0) continue;
    const float *x = dy + i * stride;
    float *y = dtable + ids[i] * table_stride;
    ptrdiff_t j = 0;
    for (; j + LANES <= width; j += LANES) FLOATS(y + j) += FLOATS(x + j);
    for (; j < width; ++j) y[j] += x[j];
  }
}
