// Products of a few rows with a few rows, which may lie far apart, such as one sentence's in a batch.
// On so few oneDNN is no faster (1.5 µs against 1.2 to 1.5 for 14 rows with 14 of 512 columns), and
// would have to make a product for every pair of lengths.
//
// A row of a result has the same bits whatever rows are asked for beside it: every sum is made in
// one order, its products rounded together with it wherever the instruction set can.
#ifndef CKERNELS_ROW_PRODUCTS_H
#define CKERNELS_ROW_PRODUCTS_H

#include <stdbool.h>

#include "matrices.h"

/// s_ij = x_i · y_j, over `width` columns.
void ck_dots(
    size_t x_rows, size_t y_rows, size_t width, struct ck_input x, struct ck_input y,
    struct ck_output s);

/// How much of each row x_j goes into a mixture y_i.
struct ck_weights {
  const float *start;
  size_t i_stride, j_stride;  // in floats
};

/// y_i = Σ_j s_ij x_j, or y_i += that, over `width` columns. Of no rows the sum is zero.
void ck_mix(
    size_t y_rows, size_t x_rows, size_t width, struct ck_weights s, struct ck_input x,
    struct ck_output y, bool adding);

#endif
