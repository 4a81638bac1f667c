#include "normalization.h"

#include <math.h>

#include "vectors.h"

// A row is a few hundred numbers and in the nearest cache after it was read once; so it is passed
// over three times, and the squares are those of distances from the mean: none cancel.

/// The sum of (x - mean)^power over a row, for the powers 1 and 2.
INLINED double sum_of_powers(const float *x, ptrdiff_t width, float mean, int power) {
  f32x16 s[2] = {0.0f, 0.0f};
  ptrdiff_t j = 0;
  for (; j + 2 * LANES <= width; j += 2 * LANES) {
    const f32x16 a = FLOATS(x + j) - mean, b = FLOATS(x + j + LANES) - mean;
    s[0] += power == 2 ? a * a : a;
    s[1] += power == 2 ? b * b : b;
  }
  for (; j < width; j += LANES) {
    f32x16 a;
    load_part(&a, x + j, width - j < LANES ? width - j : LANES, mean);
    a -= mean;
    s[0] += power == 2 ? a * a : a;
  }
  s[0] += s[1];
  return sum_of_floats(&s[0]);
}

CLONED void ck_normalize_rows(
    const float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t width, const float *gain,
    const float *bias, float epsilon, float *y, ptrdiff_t y_stride, float *mean, float *r) {
  for (ptrdiff_t i = 0; i < rows; ++i, x += x_stride, y += y_stride) {
    mean[i] = (float)(sum_of_powers(x, width, 0, 1) / (double)width);
    r[i] = (float)(1 / sqrt(sum_of_powers(x, width, mean[i], 2) / (double)width + epsilon));
    const float m = mean[i], s = r[i];
    ptrdiff_t j = 0;
    for (; j + LANES <= width; j += LANES) {
      FLOATS(y + j) = (FLOATS(x + j) - m) * s * FLOATS(gain + j) + FLOATS(bias + j);
    }
    for (; j < width; ++j) y[j] = (x[j] - m) * s * gain[j] + bias[j];
  }
}

struct sums {
  f32x16 dn;    // of dn
  f32x16 dn_n;  // of dn * n
};

/// Adds up to sixteen columns of one row, where n = (x - mean) r and dn = dy gain, to the sums over
/// the row, and to the sums over the columns.
INLINED void add_columns(
    const float *dy, const float *x, const float *gain, ptrdiff_t count, float mean, float r,
    struct sums *sums, float *dgain, float *dbias) {
  f32x16 d, n, g, dg, db;
  load_part(&d, dy, count, 0);
  load_part(&n, x, count, mean);
  load_part(&g, gain, count, 0);
  load_part(&dg, dgain, count, 0);
  load_part(&db, dbias, count, 0);
  n = (n - mean) * r;
  dg += d * n;
  db += d;
  store_part(dgain, &dg, count);
  store_part(dbias, &db, count);
  d *= g;
  sums->dn += d;
  sums->dn_n += d * n;
}

// y depends on x also through the mean and the variance:
// dx = r (dn - mean of dn - n * mean of dn n).
CLONED void ck_normalize_rows_backward(
    const float *dy, ptrdiff_t dy_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t rows,
    ptrdiff_t width, const float *gain, const float *mean, const float *r, float *dx,
    ptrdiff_t dx_stride, float *dgain, float *dbias) {
  for (ptrdiff_t i = 0; i < rows; ++i, dy += dy_stride, x += x_stride, dx += dx_stride) {
    const float m = mean[i], s = r[i];
    struct sums sums = {0.0f, 0.0f};
    ptrdiff_t j = 0;
    for (; j + LANES <= width; j += LANES) {
      add_columns(dy + j, x + j, gain + j, LANES, m, s, &sums, dgain + j, dbias + j);
    }
    if (j < width) {
      add_columns(dy + j, x + j, gain + j, width - j, m, s, &sums, dgain + j, dbias + j);
    }
    const float a = (float)(sum_of_floats(&sums.dn) / (double)width);
    const float b = (float)(sum_of_floats(&sums.dn_n) / (double)width);
    for (j = 0; j + LANES <= width; j += LANES) {
      const f32x16 n = (FLOATS(x + j) - m) * s;
      FLOATS(dx + j) = s * (FLOATS(dy + j) * FLOATS(gain + j) - a - n * b);
    }
    for (; j < width; ++j) dx[j] = s * (dy[j] * gain[j] - a - (x[j] - m) * s * b);
  }
}
