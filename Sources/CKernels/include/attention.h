// What attention does with the scores of one sentence, where row i is a target's and column j a
// source's, beside the products of `row_products.h`. A row of a result has the same bits whatever
// rows are asked for beside it.
#ifndef CKERNELS_ATTENTION_H
#define CKERNELS_ATTENTION_H

#include "matrices.h"

// MARK: Softmax

/// s_ij = exp(s_ij) / Σ_k exp(s_ik). A row with NaN or +infinity becomes NaN throughout.
void ck_softmax_rows(size_t rows, size_t columns, struct ck_output s);

/// From the gradient of the softmax's result a to that of what went in, in its place:
/// ds_ij = a_ij (da_ij - Σ_k a_ik da_ik)
void ck_softmax_rows_backward(
    size_t rows, size_t columns, struct ck_input a, struct ck_output da);

// MARK: Additive scores

/// s_ij = v · tanh(q_i + k_j), over `width` columns.
void ck_additive_scores(
    size_t q_rows, size_t k_rows, size_t width, struct ck_input q, struct ck_input k,
    const float *v, struct ck_output s);

/// Adds to the gradients of q, of k and of v [width], where t_ij = tanh(q_i + k_j) is computed again:
/// dq_i += v Σ_j ds_ij (1 - t_ij²)     dk_j += v Σ_i ds_ij (1 - t_ij²)     dv += Σ_ij ds_ij t_ij
void ck_additive_backward(
    size_t q_rows, size_t k_rows, size_t width, struct ck_input q, struct ck_input k,
    const float *v, struct ck_input ds, struct ck_output dq, struct ck_output dk, float *dv);

#endif
