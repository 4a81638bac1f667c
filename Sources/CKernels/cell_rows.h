// What all cells do with rows.
#ifndef CKERNELS_CELL_ROWS_H
#define CKERNELS_CELL_ROWS_H

#include <stdbool.h>
#include <string.h>

#include "cells.h"
#include "clones.h"

INLINED bool is_padded(const uint8_t *mask, size_t row) { return mask && !mask[row]; }

INLINED const float *input_row(struct ck_input matrix, size_t row) {
  return matrix.start + row * matrix.stride;
}

INLINED float *output_row(struct ck_output matrix, size_t row) {
  return matrix.start + row * matrix.stride;
}

INLINED void copy_row(const float *x, float *y, size_t width) {
  memmove(y, x, width * sizeof *y);
}

INLINED void clear_row(float *y, size_t width) { memset(y, 0, width * sizeof *y); }

/// y += x
INLINED void add_row(const float *x, float *y, size_t width) {
  ELEMENTWISE for (size_t k = 0; k < width; ++k) y[k] += x[k];
}

#endif
