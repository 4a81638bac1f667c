// Sums of floats in an order that is fixed: blocks of CK_BLOCK elements one after another, and in a
// block element i in lane i mod 32. Sums and squares are made in double, where the square of a
// float is exact: the bits are the same at every run, at any alignment and on every processor.
// Reducing block by block, on any number of threads, and adding them in order gives the same.
#ifndef CKERNELS_REDUCTIONS_H
#define CKERNELS_REDUCTIONS_H

#include <stddef.h>

enum { CK_BLOCK = 4096 };

double ck_sum(const float *x, ptrdiff_t count);
double ck_sum_of_squares(const float *x, ptrdiff_t count);

/// The largest |x|, 0 of none; NaN where there is one.
float ck_largest_magnitude(const float *x, ptrdiff_t count);

/// Adds every column's sum to `sums` [columns], a row after another: a call for each part of the
/// rows gives the same bits as one for all.
void ck_add_column_sums(
    const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, float *sums);

#endif
