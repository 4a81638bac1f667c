// Which numbers of a row are the largest, as decoding asks for the likeliest words.
#ifndef CKERNELS_LARGEST_H
#define CKERNELS_LARGEST_H

#include <stddef.h>
#include <stdint.h>

/// The index of the largest, the first of equals; NaN is never the largest, and 0 stands where
/// nothing else is.
ptrdiff_t ck_argmax(const float *x, ptrdiff_t width);

/// The indices of the `k` largest, the largest first, of equals the lower index first. Returns
/// their number, which is below `k` only where fewer are not NaN. 1.5 us for 5 of 6500, 7 for 32.
ptrdiff_t ck_top(const float *x, ptrdiff_t width, ptrdiff_t k, int32_t *indices);

#endif
