// Floats with the upper half of their bits, rounded to the nearest, to even in a tie; NaN stays NaN.
#ifndef CKERNELS_BFLOAT16_H
#define CKERNELS_BFLOAT16_H

#include <stddef.h>
#include <stdint.h>

void ck_to_bfloat16(const float *x, uint16_t *y, ptrdiff_t count);

#endif
