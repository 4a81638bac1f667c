// Dropout: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting"
// (2014), in the form where what is kept is scaled up in training.
#ifndef CKERNELS_DROPOUT_H
#define CKERNELS_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

/// y = x / (1 - p) where the element's word of the stream keeps it, which it does with probability
/// 1 - p, and 0 elsewhere, whatever x is there. Element i has the word `first` + i.
///
/// y may be x. The gradient is the same function of dy: the mask is computed again rather than kept.
void ck_dropout(
    uint64_t seed, uint64_t stream, uint64_t first, float p, const float *x, float *y,
    ptrdiff_t count);

#endif
