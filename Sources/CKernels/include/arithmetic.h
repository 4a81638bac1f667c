// Arithmetic on whole vectors, each result rounded as written: the bits are the same everywhere.
// A result may be one of the operands, but may not overlap one by a part.
#ifndef CKERNELS_ARITHMETIC_H
#define CKERNELS_ARITHMETIC_H

#include <stddef.h>

/// y += x
void ck_add(const float *x, float *y, ptrdiff_t count);

/// y += x, x = 0, of vectors that do not overlap. Zeros are only read: much of a table's gradient is
/// nothing else, and writing costs as much again as reading.
void ck_move_sum(float *x, float *y, ptrdiff_t count);

/// x = 0, where it is not yet.
void ck_clear(float *x, ptrdiff_t count);

#endif
