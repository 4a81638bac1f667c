// Rows of floats as integers of eight bits with a scale for each row, and back from the sums of
// their products. The bits are the same on every processor.
#ifndef CKERNELS_QUANTIZATION_H
#define CKERNELS_QUANTIZATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// x ≈ scale · q for each row of x [rows, width]: scale = max |x| / limit, and q, rounded to the
/// nearest, is from -limit to limit. `q` is dense, `limit` from 1 to 127.
///
/// A row of zeros, or of nothing above 2^-100, has a scale of zero. A row with NaN or an infinity
/// has a scale of NaN, which makes NaN of all that it is multiplied with.
void ck_quantize_rows(
    const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, float limit, int8_t *q,
    float *scales);

/// y = row scale · (column scale · sum), or y += that, for dense `sums` [rows, columns]. In this
/// order nothing overflows that y could hold, unless the weights are huge themselves.
void ck_scale_sums(
    const int32_t *sums, ptrdiff_t rows, ptrdiff_t columns, const float *row_scales,
    const float *column_scales, float *y, ptrdiff_t stride, bool accumulates);

#endif
