#include "bfloat16.h"

#include <string.h>

#include "clones.h"

CLONED void ck_to_bfloat16(const float *x, uint16_t *y, ptrdiff_t count) {
  ELEMENTWISE
  for (ptrdiff_t i = 0; i < count; i += 1) {
    uint32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    const uint32_t rounded = bits + 0x7FFF + (bits >> 16 & 1);
    const uint32_t quiet = bits | 0x400000;  // a NaN must not be rounded to infinity
    y[i] = (uint16_t)(((bits & 0x7FFFFFFF) > 0x7F800000 ? quiet : rounded) >> 16);
  }
}
