// The sum of squares behind a norm, in double precision and always in the same order.
#ifndef CKERNELS_NORMS_H
#define CKERNELS_NORMS_H

#include <stddef.h>

/// The sum of the squares of `n` numbers, the same bits on every processor. Squares of floats are
/// exact in double precision and their sum does not overflow: it is infinite where a number is, and
/// NaN where one is.
double ck_sum_of_squares(const float *x, size_t n);

#endif
