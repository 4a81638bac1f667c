// Rows of a table by their numbers: what an embedding reads, and what its gradient writes. A number
// below zero names no row: it reads zeros and writes nothing.
#ifndef CKERNELS_ROWS_H
#define CKERNELS_ROWS_H

#include <stddef.h>
#include <stdint.h>

/// y[i] = table[ids[i]]
void ck_gather_rows(
    const float *table, ptrdiff_t table_stride, const int32_t *ids, ptrdiff_t count,
    ptrdiff_t width, float *y, ptrdiff_t stride);

/// dtable[ids[i]] += dy[i], in the order of i.
void ck_scatter_add_rows(
    const float *dy, ptrdiff_t stride, const int32_t *ids, ptrdiff_t count, ptrdiff_t width,
    float *dtable, ptrdiff_t table_stride);

#endif
