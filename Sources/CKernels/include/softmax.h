// The softmax of rows of logits: the loss and its gradient in training, log probabilities after it.
#ifndef CKERNELS_SOFTMAX_H
#define CKERNELS_SOFTMAX_H

#include <stddef.h>
#include <stdint.h>

/// Cross-entropy with label smoothing, and its gradient in place of the logits [rows, width]:
///
///     p     = softmax(x)
///     nll   = -log p[target]
///     loss  = (1 - smoothing) nll + smoothing / width * sum of -log p
///     x    <- scale * (p - (1 - smoothing) onehot(target) - smoothing / width)
///
/// `column_sums`, unless null, has the gradients added, a row after another.
///
/// A row whose target is below zero has no loss and a gradient of zeros, whatever it holds. A row
/// with NaN or +infinity, or of -infinity alone, becomes NaN throughout, and so do its losses.
///
/// Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7.
void ck_softmax_cross_entropy(
    float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, const int32_t *targets,
    float smoothing, float scale, double *loss, double *nll, float *column_sums);

/// The same, but the gradient goes to `rounded` [rows, width], in bfloat16, and of the logits the first
/// row is lost. The sums are those of what was not rounded yet.
void ck_softmax_cross_entropy_rounded(
    float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, const int32_t *targets,
    float smoothing, float scale, double *loss, double *nll, float *column_sums,
    uint16_t *rounded);

/// log of the sum of exp(x) for each row: a log probability is x less this.
void ck_log_sum_exp(
    const float *x, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t width, double *result);

#endif
