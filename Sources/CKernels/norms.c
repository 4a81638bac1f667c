#include "norms.h"

#include <string.h>

#include "clones.h"

// The order of the sum is written here, not left to the width of a processor's vectors: number i
// goes to lane i mod 32. (A multiply-add changes nothing, since the squares are exact.)
enum { WIDTH = 8, ROWS = 4 };
typedef float Floats __attribute__((vector_size(WIDTH * sizeof(float))));
typedef double Doubles __attribute__((vector_size(WIDTH * sizeof(double))));

CLONED double ck_sum_of_squares(const float *x, size_t n) {
  Doubles sums[ROWS] = {0};
  size_t i = 0;
  for (; i + ROWS * WIDTH <= n; i += ROWS * WIDTH) {
    for (int row = 0; row < ROWS; row += 1) {
      Floats floats;
      memcpy(&floats, x + i + row * WIDTH, sizeof floats);
      const Doubles wide = __builtin_convertvector(floats, Doubles);
      sums[row] += wide * wide;
    }
  }
  for (; i < n; i += 1) {
    const double wide = x[i];
    sums[i / WIDTH % ROWS][i % WIDTH] += wide * wide;
  }
  const Doubles all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return ((all[0] + all[4]) + (all[1] + all[5])) + ((all[2] + all[6]) + (all[3] + all[7]));
}
