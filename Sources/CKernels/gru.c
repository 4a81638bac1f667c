// Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014), with the reset
// gate after the product of state and weights.
#include "cell_rows.h"
#include "scalar_functions.h"

/// (1 - z)·n + z·h_previous. A state to which nothing is added stays as it is, even -0, whose sign
/// a sum with 0 takes away.
INLINED float state(float z, float n, float h_previous) {
  const float kept = z * h_previous, added = (1.0f - z) * n;
  return added == 0 ? kept : kept + added;
}

INLINED void forward_row(size_t H, float *x, const float *u, const float *h_previous, float *h) {
  ELEMENTWISE for (size_t k = 0; k < 2 * H; ++k) x[k] = sigmoid_of(x[k] + u[k]);
  ELEMENTWISE for (size_t k = 0; k < H; ++k) {
    const float r = x[k], z = x[H + k];
    const float n = tanh_of(multiply_add(r, u[2 * H + k], x[2 * H + k]));
    x[2 * H + k] = n;
    h[k] = state(z, n, h_previous[k]);
  }
}

CLONED void ck_gru_forward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_output x, const float *x_bias,
    struct ck_output u, const float *u_bias, struct ck_input h_previous, struct ck_output h) {
  for (size_t row = 0; row < batch; ++row) {
    if (is_padded(mask, row)) {
      copy_row(input_row(h_previous, row), output_row(h, row), hidden);
      continue;
    }
    if (x_bias) add_row(x_bias, output_row(x, row), 3 * hidden);
    if (u_bias) add_row(u_bias, output_row(u, row), 3 * hidden);
    forward_row(
        hidden, output_row(x, row), output_row(u, row), input_row(h_previous, row),
        output_row(h, row));
  }
}

INLINED void backward_row(
    size_t H, const float *gates, const float *u, const float *h_previous, const float *dh,
    float *dx, float *du, float *dh_previous) {
  ELEMENTWISE for (size_t k = 0; k < H; ++k) {
    const float r = gates[k], z = gates[H + k], n = gates[2 * H + k];
    const float dn = dh[k] * (1.0f - z) * multiply_add(-n, n, 1.0f);
    const float dz = dh[k] * (h_previous[k] - n) * (z * (1.0f - z));
    const float dr = dn * u[2 * H + k] * (r * (1.0f - r));
    dh_previous[k] = multiply_add(z, dh[k], dh_previous[k]);
    dx[k] = dr;
    dx[H + k] = dz;
    dx[2 * H + k] = dn;
    du[k] = dr;
    du[H + k] = dz;
    du[2 * H + k] = dn * r;
  }
}

CLONED void ck_gru_backward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input gates, struct ck_input u,
    struct ck_input h_previous, struct ck_input dh, struct ck_output dx, struct ck_output du,
    struct ck_output dh_previous) {
  for (size_t row = 0; row < batch; ++row) {
    if (is_padded(mask, row)) {
      add_row(input_row(dh, row), output_row(dh_previous, row), hidden);
      clear_row(output_row(dx, row), 3 * hidden);
      clear_row(output_row(du, row), 3 * hidden);
      continue;
    }
    backward_row(
        hidden, input_row(gates, row), input_row(u, row), input_row(h_previous, row),
        input_row(dh, row), output_row(dx, row), output_row(du, row),
        output_row(dh_previous, row));
  }
}
