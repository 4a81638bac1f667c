#include "attention.h"

#include <math.h>

#include "vector_functions.h"

// MARK: Softmax

CLONED void ck_softmax_rows(size_t rows, size_t columns, struct ck_output s) {
  for (size_t i = 0; i < rows; ++i) {
    float *x = s.start + i * s.stride;
    float largest = -INFINITY;
    for (size_t j = 0; j < columns; ++j) largest = x[j] > largest ? x[j] : largest;
    ELEMENTWISE for (size_t j = 0; j < columns; ++j) x[j] = exp_of(x[j] - largest);
    double sum = 0;
    for (size_t j = 0; j < columns; ++j) sum += x[j];
    const float scale = (float)(1 / sum);
    ELEMENTWISE for (size_t j = 0; j < columns; ++j) x[j] *= scale;
  }
}

CLONED void ck_softmax_rows_backward(
    size_t rows, size_t columns, struct ck_input a, struct ck_output da) {
  for (size_t i = 0; i < rows; ++i) {
    const float *y = a.start + i * a.stride;
    float *dy = da.start + i * da.stride;
    double mean = 0;
    for (size_t j = 0; j < columns; ++j) mean += (double)y[j] * dy[j];
    for (size_t j = 0; j < columns; ++j) dy[j] = (float)(y[j] * (dy[j] - mean));
  }
}

// MARK: Additive scores

/// Adds v tanh(q + k) of up to sixteen columns to the sum, each to its lane.
INLINED void add_columns(
    const float *q, const float *k, const float *v, ptrdiff_t count, f32x16 *sum) {
  f32x16 t, b, c;
  load_part(&t, q, count, 0);
  load_part(&b, k, count, 0);
  load_part(&c, v, count, 0);
  t += b;
  tanh_floats(&t);
  add_product(sum, &c, &t);
}

// The hyperbolic tangents take nearly all of the time, 2.8 ns for sixteen: tiles gain nothing.
CLONED void ck_additive_scores(
    size_t q_rows, size_t k_rows, size_t width, struct ck_input q, struct ck_input k,
    const float *v, struct ck_output s) {
  for (size_t i = 0; i < q_rows; ++i) {
    const float *qi = q.start + i * q.stride;
    for (size_t j = 0; j < k_rows; ++j) {
      const float *kj = k.start + j * k.stride;
      f32x16 sum = 0.0f;
      size_t u = 0;
      for (; u + LANES <= width; u += LANES) add_columns(qi + u, kj + u, v + u, LANES, &sum);
      if (u < width) add_columns(qi + u, kj + u, v + u, (ptrdiff_t)(width - u), &sum);
      s.start[i * s.stride + j] = (float)sum_of_floats(&sum);
    }
  }
}

/// Columns of the rows of k, and the sums over i that their gradients want. They are few enough to
/// stay in the nearest cache, where rows a power of two apart would push each other out.
enum { BLOCK = 32 };
struct block {
  f32x16 k[BLOCK], sum[BLOCK];
};

/// The sums of ds_ij (1 - t_ij²), over j into `row_sum` and over i into the block's, and that of
/// ds_ij t_ij.
INLINED void add_row(
    const f32x16 *q, const float *ds, size_t k_rows, struct block *block, f32x16 *row_sum,
    f32x16 *dv) {
  for (size_t j = 0; j < k_rows; ++j) {
    f32x16 t = *q + block->k[j];
    tanh_floats(&t);
    const f32x16 d = ds[j];
    add_product(dv, &d, &t);
    const f32x16 slope = d * (1.0f - t * t);
    *row_sum += slope;
    block->sum[j] += slope;
  }
}

/// y += x of up to sixteen columns.
INLINED void add_part(const f32x16 *x, float *y, ptrdiff_t count) {
  f32x16 sum;
  load_part(&sum, y, count, 0);
  sum += *x;
  store_part(y, &sum, count);
}

/// Up to sixteen columns of all gradients.
INLINED void backward_columns(
    size_t q_rows, size_t k_rows, size_t at, ptrdiff_t count, struct ck_input q,
    struct ck_input k, const float *v, struct ck_input ds, struct ck_output dq,
    struct ck_output dk, float *dv) {
  f32x16 factor, total = 0.0f;
  load_part(&factor, v + at, count, 0);
  for (size_t first = 0; first < k_rows; first += BLOCK) {
    const size_t height = k_rows - first < BLOCK ? k_rows - first : BLOCK;
    struct block block;
    for (size_t j = 0; j < height; ++j) {
      load_part(&block.k[j], k.start + (first + j) * k.stride + at, count, 0);
      block.sum[j] = 0.0f;
    }
    for (size_t i = 0; i < q_rows; ++i) {
      f32x16 row, sum = 0.0f;
      load_part(&row, q.start + i * q.stride + at, count, 0);
      add_row(&row, ds.start + i * ds.stride + first, height, &block, &sum, &total);
      sum *= factor;
      add_part(&sum, dq.start + i * dq.stride + at, count);
    }
    for (size_t j = 0; j < height; ++j) {
      block.sum[j] *= factor;
      add_part(&block.sum[j], dk.start + (first + j) * dk.stride + at, count);
    }
  }
  add_part(&total, dv + at, count);
}

CLONED void ck_additive_backward(
    size_t q_rows, size_t k_rows, size_t width, struct ck_input q, struct ck_input k,
    const float *v, struct ck_input ds, struct ck_output dq, struct ck_output dk, float *dv) {
  size_t u = 0;
  for (; u + LANES <= width; u += LANES) {
    backward_columns(q_rows, k_rows, u, LANES, q, k, v, ds, dq, dk, dv);
  }
  if (u < width) {
    backward_columns(q_rows, k_rows, u, (ptrdiff_t)(width - u), q, k, v, ds, dq, dk, dv);
  }
}
