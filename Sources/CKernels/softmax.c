#include "softmax.h"

#include <math.h>

#include "rounding.h"
#include "row_max.h"
#include "vector_functions.h"

// Four vectors of sums are under way at once, and after a block they are gathered in double: a lane
// adds up about 64 numbers, however wide the row.
enum { WAYS = 4, BLOCK = 64 * WAYS * LANES };

struct sums {
  double exponentials;  // sum of exp(x - m)
  double distances;     // sum of m - x
};

struct lanes {
  f32x16 exponentials, distances;
};

/// Adds up to sixteen logits to the sums; `e`, unless null, receives their exponentials.
INLINED void add_logits(
    const float *x, ptrdiff_t count, float m, struct lanes *lanes, float *e) {
  f32x16 v;
  i32x16 mask;
  load_part(&v, x, count, m);
  first_lanes(&mask, count);
  v -= m;
  lanes->distances -= mask ? v : (f32x16)0.0f;
  exp_floats(&v);
  lanes->exponentials += mask ? v : (f32x16)0.0f;
  if (e) store_part(e, &v, count);
}

/// The sums over up to a block. What lies `ahead` is asked for meanwhile: the next row's maximum
/// would wait for memory, while this computes (1.4 ms rather than 1.9 for 1024 rows of 6500).
INLINED void add_block(
    const float *x, ptrdiff_t width, float m, ptrdiff_t ahead, struct sums *sums, float *e) {
  struct lanes lanes[WAYS] = {0};
  ptrdiff_t j = 0;
  for (; j + WAYS * LANES <= width; j += WAYS * LANES) {
    for (int w = 0; w < WAYS; ++w) {
      const ptrdiff_t at = j + w * LANES;
      __builtin_prefetch(x + at + ahead, 0, 2);
      add_logits(x + at, LANES, m, &lanes[w], e ? e + at : NULL);
    }
  }
  for (; j + LANES <= width; j += LANES) add_logits(x + j, LANES, m, lanes, e ? e + j : NULL);
  if (j < width) add_logits(x + j, width - j, m, lanes, e ? e + j : NULL);
  for (int w = 0; w < WAYS; ++w) {
    sums->exponentials += sum_of_floats(&lanes[w].exponentials);
    sums->distances += sum_of_floats(&lanes[w].distances);
  }
}

/// The sums over a row; `e`, unless null, receives exp(x - m) and may be x.
INLINED struct sums row_sums(
    const float *x, ptrdiff_t width, float m, ptrdiff_t ahead, float *e) {
  struct sums sums = {0, 0};
  for (ptrdiff_t j = 0; j < width; j += BLOCK) {
    add_block(x + j, width - j < BLOCK ? width - j : BLOCK, m, ahead, &sums, e ? e + j : NULL);
  }
  return sums;
}

/// Where a row's gradient goes: rounded, or, where that is null, to the place of its exponentials; and
/// onto the sums of the columns, unless those are null.
struct gradient {
  uint16_t *rounded;
  float *column_sums;
};

/// k e - u
INLINED void write_gradient(
    float *e, ptrdiff_t width, float k, float u, const struct gradient *to) {
  ptrdiff_t j = 0;
  for (; j + LANES <= width; j += LANES) {
    const f32x16 d = FLOATS(e + j) * k - u;
    if (to->column_sums) FLOATS(to->column_sums + j) += d;
    if (to->rounded) store_bfloat16(to->rounded + j, &d);
    else FLOATS(e + j) = d;
  }
  for (; j < width; ++j) {
    const float d = e[j] * k - u;
    if (to->column_sums) to->column_sums[j] += d;
    if (to->rounded) to->rounded[j] = bfloat16_of(d);
    else e[j] = d;
  }
}

/// The same, but for one column, which has its own.
INLINED void write_row_gradient(
    float *e, ptrdiff_t width, float k, float u, int32_t target, float at_target,
    const struct gradient *to) {
  const float sum = to->column_sums ? to->column_sums[target] : 0;
  write_gradient(e, width, k, u, to);
  if (to->column_sums) to->column_sums[target] = sum + at_target;
  if (to->rounded) to->rounded[target] = bfloat16_of(at_target);
  else e[target] = at_target;
}

// A row is passed over three times, but comes from memory once: it stays in the nearest cache.
INLINED void cross_entropy(
    float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, const int32_t *targets,
    float smoothing, float scale, double *loss, double *nll, float *column_sums,
    uint16_t *rounded) {
  // A rounded gradient leaves all logits alone but the first row, which thus need not go back to
  // memory: that row's place, done with, serves the exponentials of all.
  float *e = x;
  for (ptrdiff_t i = 0; i < rows; ++i, x += stride) {
    if (!rounded) e = x;
    const struct gradient to = {rounded ? rounded + i * width : NULL, column_sums};
    const int32_t target = targets[i];
    loss[i] = nll[i] = 0;
    if (target < 0) {
      if (rounded) memset(to.rounded, 0, (size_t)width * sizeof *to.rounded);
      else memset(x, 0, (size_t)width * sizeof *x);
      continue;
    }
    const float m = row_max(x, width);
    const ptrdiff_t ahead = i + 1 < rows ? stride : 0;
    const double distance = (double)m - x[target];
    const struct sums sums = row_sums(x, width, m, ahead, e);
    const double log_sum = log(sums.exponentials);
    const double mean = log_sum + sums.distances / (double)width;  // of -log p over the row
    nll[i] = log_sum + distance;
    // Without smoothing no word but the target counts: a word excluded by -infinity must not.
    loss[i] = smoothing == 0 ? nll[i] : (1.0 - smoothing) * nll[i] + smoothing * mean;
    const float k = (float)(scale / sums.exponentials), u = scale * smoothing / width;
    const float at_target = e[target] * k - u - (1 - smoothing) * scale;
    write_row_gradient(e, width, k, u, target, at_target, &to);
  }
}

CLONED void ck_softmax_cross_entropy(
    float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, const int32_t *targets,
    float smoothing, float scale, double *loss, double *nll, float *column_sums) {
  cross_entropy(
      x, stride, rows, width, targets, smoothing, scale, loss, nll, column_sums, NULL);
}

CLONED void ck_softmax_cross_entropy_rounded(
    float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, const int32_t *targets,
    float smoothing, float scale, double *loss, double *nll, float *column_sums,
    uint16_t *rounded) {
  cross_entropy(
      x, stride, rows, width, targets, smoothing, scale, loss, nll, column_sums, rounded);
}

CLONED void ck_log_sum_exp(
    const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, double *result) {
  for (ptrdiff_t i = 0; i < rows; ++i, x += stride) {
    const float m = row_max(x, width);
    const ptrdiff_t ahead = i + 1 < rows ? stride : 0;
    result[i] = m + log(row_sums(x, width, m, ahead, NULL).exponentials);
  }
}
