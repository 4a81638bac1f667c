#include "bfloat16.h"

#include "rounding.h"

CLONED void ck_to_bfloat16(const float *x, uint16_t *y, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const f32x16 v = FLOATS(x + i);
    store_bfloat16(y + i, &v);
  }
  if (i == count) return;
  f32x16 v;
  uint16_t last[LANES];
  load_part(&v, x + i, count - i, 0.0f);
  store_bfloat16(last, &v);
  memcpy(y + i, last, (size_t)(count - i) * sizeof *y);
}
