// Which number of a row is the largest, as decoding asks for the likeliest token.
#ifndef CKERNELS_LARGEST_H
#define CKERNELS_LARGEST_H

#include <stddef.h>

/// The index of the largest, the first of equals; NaN is never the largest, and 0 stands where
/// nothing else is.
ptrdiff_t ck_argmax(const float *x, ptrdiff_t width);

#endif
