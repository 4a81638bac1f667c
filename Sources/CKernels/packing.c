#include "packing.h"

#include "rounding.h"

enum { PAIRS = 16, BLOCK_ROWS = 2 * PAIRS, MOST_COLUMNS = 64 };

// Memory is the limit, and the processor does not guess which pieces of rows come next: what lies
// `ahead` is asked for meanwhile: 0.56 ms rather than 1.35 for 6,482 columns of 512.

/// A block whose rows lie in memory.
INLINED void pack_rows(
    const float *b, ptrdiff_t stride, ptrdiff_t width, ptrdiff_t ahead, uint32_t *packed) {
  for (int pair = 0; pair < PAIRS; ++pair) {
    const float *low = b + 2 * pair * stride, *high = low + stride;
    for (ptrdiff_t j = 0; j < width; j += LANES) {
      __builtin_prefetch(low + j + ahead, 0, 2);
      __builtin_prefetch(high + j + ahead, 0, 2);
      u32x16 first = WORDS(low + j), second = WORDS(high + j);
      round_bits(&first);
      round_bits(&second);
      WORDS(packed + pair * width + j) = first >> 16 | (second & 0xFFFF0000);
    }
  }
}

// What the first and the second of two lines become when the halves of their squares on either side of
// the diagonal change places, for squares of 2, 4, 8 and 16.
#define FIRST_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define SECOND_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define FIRST_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define SECOND_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define FIRST_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define SECOND_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define FIRST_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define SECOND_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define EXCHANGE(apart)                                                              \
  for (int i = 0; i < LANES; ++i) {                                                  \
    if (i & apart) continue;                                                         \
    const u32x16 a = lines[i], b = lines[i + apart];                                 \
    lines[i] = __builtin_shufflevector(a, b, FIRST_##apart);                         \
    lines[i + apart] = __builtin_shufflevector(a, b, SECOND_##apart);                \
  }

/// Lines and columns of 16 by 16 words change places.
INLINED void transpose(u32x16 *lines) {
  EXCHANGE(1)
  EXCHANGE(2)
  EXCHANGE(4)
  EXCHANGE(8)
}

/// A block whose columns lie in memory: rounded, the two numbers of a word are neighbours already.
INLINED void pack_columns(
    const float *b, ptrdiff_t stride, ptrdiff_t width, ptrdiff_t ahead, uint32_t *packed) {
  for (ptrdiff_t j = 0; j < width; j += LANES) {
    u32x16 lines[LANES];
    for (int i = 0; i < LANES; ++i) {
      const float *column = b + (j + i) * stride;
      uint16_t *line = (uint16_t *)&lines[i];
      __builtin_prefetch(column + ahead, 0, 2);
      __builtin_prefetch(column + LANES + ahead, 0, 2);
      const f32x16 upper = FLOATS(column), lower = FLOATS(column + LANES);
      store_bfloat16(line, &upper);
      store_bfloat16(line + LANES, &lower);
    }
    transpose(lines);
    for (int pair = 0; pair < PAIRS; ++pair) WORDS(packed + pair * width + j) = lines[pair];
  }
}

INLINED ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

/// A block that is not all within the matrix, from a copy with zeros around it.
INLINED void pack_edge(
    const float *b, ptrdiff_t stride, ptrdiff_t lines, ptrdiff_t length, bool transposed,
    ptrdiff_t width, uint32_t *packed) {
  float copy[BLOCK_ROWS * MOST_COLUMNS] = {0};
  const ptrdiff_t copied = transposed ? BLOCK_ROWS : width;
  for (ptrdiff_t i = 0; i < lines; ++i) {
    memcpy(copy + i * copied, b + i * stride, (size_t)length * sizeof *b);
  }
  if (transposed) pack_columns(copy, copied, width, 0, packed);
  else pack_rows(copy, copied, width, 0, packed);
}

/// The block that begins with a row and a column.
INLINED void pack_block(
    const float *b, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t row,
    ptrdiff_t column, bool transposed, ptrdiff_t width, uint32_t *packed) {
  const ptrdiff_t down = smaller(rows - row, BLOCK_ROWS), across = smaller(columns - column, width);
  const float *block = transposed ? b + column * stride + row : b + row * stride + column;
  if (across < width || down < BLOCK_ROWS) {
    pack_edge(
        block, stride, transposed ? across : down, transposed ? down : across, transposed, width,
        packed);
  } else if (transposed) {
    pack_columns(block, stride, width, column + 2 * width <= columns ? width * stride : 0, packed);
  } else {
    pack_rows(
        block, stride, width, row + 2 * BLOCK_ROWS <= rows ? BLOCK_ROWS * stride : 0, packed);
  }
}

// The blocks that share rows in memory come after each other.
CLONED void ck_pack_bfloat16(
    const float *b, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t columns, bool transposed,
    ptrdiff_t width, uint32_t *packed) {
  const ptrdiff_t down = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;  // blocks
  const ptrdiff_t across = (columns + width - 1) / width;
  for (ptrdiff_t k = 0; k < down * across; ++k) {
    const ptrdiff_t i = transposed ? k % down : k / across;
    const ptrdiff_t j = transposed ? k / down : k % across;
    pack_block(
        b, stride, rows, columns, i * BLOCK_ROWS, j * width, transposed, width,
        packed + (j * down + i) * PAIRS * width);
  }
}
