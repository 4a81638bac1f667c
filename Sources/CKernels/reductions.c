#include "reductions.h"

#include "vectors.h"

// Four vectors of eight doubles are under way at once: additions do not wait for each other.
enum { WAYS = 4, CHUNK = WAYS * 8 };

enum term { VALUE, SQUARE };

typedef float f32x8_at __attribute__((ext_vector_type(8), aligned(4), may_alias));

/// Adds the terms of 32 elements, each to its lane.
INLINED void add_chunk(f64x8 *lanes, const float *x, enum term term) {
  for (int w = 0; w < WAYS; ++w) {
    const f64x8 a = __builtin_convertvector(*(const f32x8_at *)(x + 8 * w), f64x8);
    lanes[w] += term == VALUE ? a : a * a;
  }
}

INLINED double block_sum(const float *x, ptrdiff_t count, enum term term) {
  f64x8 lanes[WAYS] = {0.0, 0.0, 0.0, 0.0};
  ptrdiff_t i = 0;
  for (; i + CHUNK <= count; i += CHUNK) add_chunk(lanes, x + i, term);
  if (i < count) {
    float a[CHUNK] = {0};
    memcpy(a, x + i, (size_t)(count - i) * sizeof *x);
    add_chunk(lanes, a, term);
  }
  const f64x8 lane = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  return sum_of_doubles(&lane);
}

INLINED double sum_of_blocks(const float *x, ptrdiff_t count, enum term term) {
  double total = 0;
  for (ptrdiff_t i = 0; i < count; i += CK_BLOCK) {
    total += block_sum(x + i, count - i < CK_BLOCK ? count - i : CK_BLOCK, term);
  }
  return total;
}

CLONED double ck_sum(const float *x, ptrdiff_t count) { return sum_of_blocks(x, count, VALUE); }

CLONED double ck_sum_of_squares(const float *x, ptrdiff_t count) {
  return sum_of_blocks(x, count, SQUARE);
}

CLONED float ck_largest_magnitude(const float *x, ptrdiff_t count) {
  // Without their signs the bits of floats are ordered as the floats are, and NaN above infinity.
  const int32_t magnitude = 0x7FFFFFFF;
  i32x16 largest = 0;
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    largest = __builtin_elementwise_max(largest, (i32x16)FLOATS(x + i) & magnitude);
  }
  f32x16 last;
  load_part(&last, x + i, count - i, 0.0f);
  largest = __builtin_elementwise_max(largest, (i32x16)last & magnitude);
  const int32_t bits = __builtin_reduce_max(largest);
  float result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

/// One row after another into every column, eight rows for each time the sums are read and written.
CLONED void ck_add_column_sums(
    const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, float *sums) {
  enum { HEIGHT = 8 };
  for (ptrdiff_t i = 0; i < rows; i += HEIGHT) {
    const float *block = x + i * stride;
    const ptrdiff_t height = rows - i < HEIGHT ? rows - i : HEIGHT;
    ptrdiff_t j = 0;
    for (; j + LANES <= columns; j += LANES) {
      f32x16 s = FLOATS(sums + j);
      for (ptrdiff_t r = 0; r < height; ++r) s += FLOATS(block + r * stride + j);
      FLOATS(sums + j) = s;
    }
    for (; j < columns; ++j) {
      for (ptrdiff_t r = 0; r < height; ++r) sums[j] += block[r * stride + j];
    }
  }
}
