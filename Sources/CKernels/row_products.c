#include "row_products.h"

#include "vectors.h"

// Sums stay in registers, in tiles: eight are enough to keep both multipliers of a core busy, and
// sixteen need fewer loads for each product. For 14 rows and 14 of 512 columns that makes 140 and
// 170 GFLOP/s of 268. A tile that reaches beyond the last row takes that row once more.
enum { DOTS_HEIGHT = 4, DOTS_WIDTH = 2, DOTS = DOTS_HEIGHT * DOTS_WIDTH };
enum { MIX_HEIGHT = 4, MIX_WIDTH = 4 };

INLINED size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// Where `height` rows begin, of which there are `count`.
INLINED void begin_rows(
    const float **rows, size_t height, struct ck_input x, size_t first, size_t count) {
  for (size_t r = 0; r < height; ++r) rows[r] = x.start + smaller(first + r, count - 1) * x.stride;
}

// MARK: Dot products

/// Adds the products of up to sixteen columns to the sums, each to its lane.
INLINED void add_columns(
    const float *const *x, size_t height, const float *const *y, size_t at, size_t count,
    f32x16 *sums) {
  f32x16 b[DOTS_WIDTH];
  for (size_t j = 0; j < DOTS_WIDTH; ++j) load_part(&b[j], y[j] + at, (ptrdiff_t)count, 0);
  for (size_t i = 0; i < height; ++i) {
    f32x16 a;
    load_part(&a, x[i] + at, (ptrdiff_t)count, 0);
    for (size_t j = 0; j < DOTS_WIDTH; ++j) add_product(&sums[i * DOTS_WIDTH + j], &a, &b[j]);
  }
}

/// The sum of the lanes of each vector: neighbours are added to neighbours, four times.
INLINED void add_lanes(f32x16 *sums, float *totals) {
  for (size_t count = DOTS; count > 1; count /= 2) {
    for (size_t k = 0; k < count / 2; ++k) {
      const f32x16 a = sums[2 * k], b = sums[2 * k + 1];
      sums[k].lo = a.even + a.odd;
      sums[k].hi = b.even + b.odd;
    }
  }
  for (size_t k = 0; k < DOTS; ++k) totals[k] = sums[0][2 * k] + sums[0][2 * k + 1];
}

INLINED void dots_tile(
    const float *const *x, size_t height, const float *const *y, size_t width, float *totals) {
  f32x16 sums[DOTS] = {0};
  size_t u = 0;
  for (; u + LANES <= width; u += LANES) add_columns(x, height, y, u, LANES, sums);
  if (u < width) add_columns(x, height, y, u, width - u, sums);
  add_lanes(sums, totals);
}

CLONED void ck_dots(
    size_t x_rows, size_t y_rows, size_t width, struct ck_input x, struct ck_input y,
    struct ck_output s) {
  for (size_t i = 0; i < x_rows; i += DOTS_HEIGHT) {
    const float *xs[DOTS_HEIGHT], *ys[DOTS_WIDTH];
    begin_rows(xs, DOTS_HEIGHT, x, i, x_rows);
    for (size_t j = 0; j < y_rows; j += DOTS_WIDTH) {
      begin_rows(ys, DOTS_WIDTH, y, j, y_rows);
      float totals[DOTS];
      // One row alone, as decoding has it, is not taken four times.
      if (x_rows - i == 1) dots_tile(xs, 1, ys, width, totals);
      else dots_tile(xs, DOTS_HEIGHT, ys, width, totals);
      for (size_t r = 0; r < smaller(DOTS_HEIGHT, x_rows - i); ++r) {
        memcpy(
            s.start + (i + r) * s.stride + j, totals + r * DOTS_WIDTH,
            smaller(DOTS_WIDTH, y_rows - j) * sizeof *totals);
      }
    }
  }
}

// MARK: Mixtures

/// Some columns of up to four mixtures: `width` vectors of `count` floats.
INLINED void mix_tile(
    size_t height, size_t width, ptrdiff_t count, size_t x_rows, const float *const *s,
    size_t j_stride, struct ck_input x, float *const *y, size_t at, bool adding) {
  f32x16 sums[MIX_HEIGHT][MIX_WIDTH] = {0};
  for (size_t i = 0; adding && i < height; ++i) {
    for (size_t k = 0; k < width; ++k) load_part(&sums[i][k], y[i] + at + k * LANES, count, 0);
  }
  for (size_t j = 0; j < x_rows; ++j) {
    f32x16 b[MIX_WIDTH];
    for (size_t k = 0; k < width; ++k) {
      load_part(&b[k], x.start + j * x.stride + at + k * LANES, count, 0);
    }
    for (size_t i = 0; i < height; ++i) {
      const f32x16 a = s[i][j * j_stride];
      for (size_t k = 0; k < width; ++k) add_product(&sums[i][k], &a, &b[k]);
    }
  }
  for (size_t i = 0; i < height; ++i) {
    for (size_t k = 0; k < width; ++k) store_part(y[i] + at + k * LANES, &sums[i][k], count);
  }
}

/// All columns of up to four mixtures.
INLINED void mix_rows(
    size_t height, size_t x_rows, size_t width, const float *const *s, size_t j_stride,
    struct ck_input x, float *const *y, bool adding) {
  enum { WIDE = MIX_WIDTH * LANES };
  size_t u = 0;
  for (; u + WIDE <= width; u += WIDE) {
    mix_tile(height, MIX_WIDTH, LANES, x_rows, s, j_stride, x, y, u, adding);
  }
  for (; u + LANES <= width; u += LANES) {
    mix_tile(height, 1, LANES, x_rows, s, j_stride, x, y, u, adding);
  }
  if (u < width) {
    mix_tile(height, 1, (ptrdiff_t)(width - u), x_rows, s, j_stride, x, y, u, adding);
  }
}

CLONED void ck_mix(
    size_t y_rows, size_t x_rows, size_t width, struct ck_weights s, struct ck_input x,
    struct ck_output y, bool adding) {
  for (size_t i = 0; i < y_rows; i += MIX_HEIGHT) {
    const float *weights[MIX_HEIGHT];
    float *ys[MIX_HEIGHT];
    for (size_t r = 0; r < MIX_HEIGHT; ++r) {
      const size_t row = smaller(i + r, y_rows - 1);
      weights[r] = s.start + row * s.i_stride;
      ys[r] = y.start + row * y.stride;
    }
    if (y_rows - i == 1) mix_rows(1, x_rows, width, weights, s.j_stride, x, ys, adding);
    else mix_rows(MIX_HEIGHT, x_rows, width, weights, s.j_stride, x, ys, adding);
  }
}
