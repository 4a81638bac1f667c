#include "quantization.h"

#include <math.h>

#include "reductions.h"
#include "vectors.h"

// No product is fused with a sum, so that rounding is the same on every processor.
#pragma STDC FP_CONTRACT OFF

typedef int8_t i8x16 __attribute__((ext_vector_type(16)));
typedef int8_t i8x16_at __attribute__((ext_vector_type(16), aligned(1), may_alias));
typedef int32_t i32x16_at __attribute__((ext_vector_type(16), aligned(4), may_alias));

// Added to 1.5 · 2^23, a number is rounded to an integer that stands in the lowest bits.
static const float SHIFTER = 0x1.8p23f;

INLINED void quantize_row(const float *x, ptrdiff_t width, float factor, int8_t *q) {
  ptrdiff_t j = 0;
  for (; j + LANES <= width; j += LANES) {
    const f32x16 shifted = FLOATS(x + j) * factor + SHIFTER;
    *(i8x16_at *)(q + j) = __builtin_convertvector((i32x16)shifted, i8x16);
  }
  for (; j < width; ++j) {
    const float shifted = x[j] * factor + SHIFTER;
    memcpy(q + j, &shifted, 1);  // the lowest byte, on a little-endian
  }
}

CLONED void ck_quantize_rows(
    const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, float limit, int8_t *q,
    float *scales) {
  const float tiny = 0x1p-100f;  // limit / tiny is still a number
  for (ptrdiff_t i = 0; i < rows; ++i, x += stride, q += width) {
    const float largest = ck_largest_magnitude(x, width);
    if (largest >= tiny && largest < INFINITY) {
      scales[i] = largest / limit;
      quantize_row(x, width, limit / largest, q);
    } else {
      scales[i] = largest < tiny ? 0 : NAN;
      memset(q, 0, (size_t)width);
    }
  }
}

/// What is `added` may be y itself, or NULL.
INLINED void scale_row(
    const int32_t *sums, ptrdiff_t columns, float scale, const float *column_scales,
    const float *added, float *y) {
  ptrdiff_t j = 0;
  for (; j + LANES <= columns; j += LANES) {
    const f32x16 sum = __builtin_convertvector(*(const i32x16_at *)(sums + j), f32x16);
    const f32x16 result = sum * FLOATS(column_scales + j) * scale;
    FLOATS(y + j) = added ? FLOATS(added + j) + result : result;
  }
  for (; j < columns; ++j) {
    const float result = (float)sums[j] * column_scales[j] * scale;
    y[j] = added ? added[j] + result : result;
  }
}

CLONED void ck_scale_sums(
    const int32_t *sums, ptrdiff_t rows, ptrdiff_t columns, const float *row_scales,
    const float *column_scales, float *y, ptrdiff_t stride, bool accumulates) {
  for (ptrdiff_t i = 0; i < rows; ++i, sums += columns, y += stride) {
    scale_row(sums, columns, row_scales[i], column_scales, accumulates ? y : NULL, y);
  }
}
