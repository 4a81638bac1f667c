// Layer normalization of rows: Ba, Kiros and Hinton, "Layer Normalization" (2016). The variance is
// that of the row itself, divided by its width.
#ifndef CKERNELS_NORMALIZATION_H
#define CKERNELS_NORMALIZATION_H

#include <stddef.h>

/// y = (x - mean) r gain + bias, with r = 1 / sqrt(variance + epsilon), for each row of x
/// [rows, width]. `mean` and `r` [rows] are kept for the backward pass. y may be x where none is.
void ck_normalize_rows(
    const float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t width, const float *gain,
    const float *bias, float epsilon, float *y, ptrdiff_t y_stride, float *mean, float *r);

/// The gradients for dy: dx is written and may be dy; dgain and dbias [width] are added to, a row
/// after another.
void ck_normalize_rows_backward(
    const float *dy, ptrdiff_t dy_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t rows,
    ptrdiff_t width, const float *gain, const float *mean, const float *r, float *dx,
    ptrdiff_t dx_stride, float *dgain, float *dbias);

#endif
