// One step in time of recurrent cells over a batch, forward and backward: what is left of a cell
// when its matrix multiplications are done elsewhere, in one pass over memory. The equations stand in
// Sources/RecurrentModels/Layers: LSTM.swift, GRU.swift, SimpleRNN.swift.
//
// Matrices are [batch, hidden] unless their shape is told. Gates lie side by side in a row: i, f,
// g, o for the LSTM, r, z, n for the GRU.
//
// `mask` tells for each row whether the step is a real one (not 0) or padding (0), where a sequence
// is shorter than others of its batch; NULL where all are real. A padded row's state is copied from
// the step before, bit for bit, and its gradient passes to the step before likewise.
//
// An output may be the very array of an input, where a state or a gradient is updated in its place,
// but may not overlap one otherwise. A row's result has the same bits whatever rows stand beside
// it.
#ifndef CKERNELS_CELLS_H
#define CKERNELS_CELLS_H

#include <stddef.h>
#include <stdint.h>

#include "matrices.h"

// MARK: LSTM

/// `a` [batch, 4·hidden] comes as preactivations and leaves as gates, for backward; its padded rows
/// stay as they are. `bias` [4·hidden] is NULL where `a` has it already, `h_previous` may be NULL
/// where there is no mask.
void ck_lstm_forward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_output a, const float *bias,
    struct ck_input c_previous, struct ck_input h_previous, struct ck_output c,
    struct ck_output h);

/// From the gradients of h (the sum of all its uses) and of c (from the step after) to those of the
/// preactivations [batch, 4·hidden] and of `c_previous`.
///
/// The gradient of `h_previous` is the product da · W, the caller's, except in padded rows: there
/// da is zero, and dh is *added* to `dh_previous` here. Real rows of `dh_previous` are not touched.
/// So let the product accumulate into it, before or after. It may be NULL where there is no mask.
void ck_lstm_backward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input gates,
    struct ck_input c_previous, struct ck_input c, struct ck_input dh, struct ck_input dc,
    struct ck_output da, struct ck_output dc_previous, struct ck_output dh_previous);

// MARK: GRU

/// Both halves of the preactivations are [batch, 3·hidden]: `x`, the input's, leaves as gates, and `u`,
/// the state's, with its bias added; backward needs both. Their padded rows stay as they are.
/// Biases [3·hidden] are NULL where the halves have them already.
void ck_gru_forward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_output x, const float *x_bias,
    struct ck_output u, const float *u_bias, struct ck_input h_previous, struct ck_output h);

/// From the gradient of h to those of both halves [batch, 3·hidden].
///
/// What reaches `h_previous` other than by the product du · W, which is z·dh and in padded rows all
/// of dh, is *added* to `dh_previous`: let the product accumulate into it too, before or after.
void ck_gru_backward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input gates, struct ck_input u,
    struct ck_input h_previous, struct ck_input dh, struct ck_output dx, struct ck_output du,
    struct ck_output dh_previous);

// MARK: Simple recurrent network

/// `bias` [hidden] is NULL where `a` has it already, `h_previous` may be NULL
/// where there is no mask.
void ck_rnn_forward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input a, const float *bias,
    struct ck_input h_previous, struct ck_output h);

/// From the gradient of h to that of the preactivations; `dh_previous` as with the LSTM.
void ck_rnn_backward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input h, struct ck_input dh,
    struct ck_output da, struct ck_output dh_previous);

#endif
