// Weights in bfloat16 as oneDNN's products want them, straight from float32.
#ifndef CKERNELS_PACKING_H
#define CKERNELS_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Writes a matrix [rows, columns] in panels of `width` columns, a multiple of 16: in a panel blocks of
/// 32 rows, in a block a line for every two rows, in a line the two numbers of each column beside each
/// other. Zeros fill up what is beyond the matrix. `b` holds rows of `stride` floats, or, where
/// `transposed`, columns.
void ck_pack_bfloat16(
    const float *b, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, bool transposed,
    ptrdiff_t width, uint32_t *packed);

#endif
