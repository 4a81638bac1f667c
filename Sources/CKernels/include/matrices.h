// How matrices come: rows of floats, some distance apart.
#ifndef CKERNELS_MATRICES_H
#define CKERNELS_MATRICES_H

#include <stddef.h>

/// A matrix to read: its first element, and the distance from one row to the next in floats.
struct ck_input {
  const float *start;
  size_t stride;
};

/// A matrix to write, or to read and write.
struct ck_output {
  float *start;
  size_t stride;
};

#endif
