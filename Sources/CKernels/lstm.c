// Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997), with the forget gate of Gers,
// Schmidhuber and Cummins, "Learning to Forget" (2000).
#include "cell_rows.h"
#include "scalar_functions.h"

/// f·c_previous + i·g. A cell to which nothing is added stays as it is, even -0, whose sign a sum
/// with 0 takes away.
INLINED float state(float i, float f, float g, float c_previous) {
  const float kept = f * c_previous, added = i * g;
  return added == 0 ? kept : kept + added;
}

INLINED void forward_row(size_t H, float *a, const float *c_previous, float *c, float *h) {
  ELEMENTWISE for (size_t k = 0; k < H; ++k) {
    const float i = sigmoid_of(a[k]);
    const float f = sigmoid_of(a[H + k]);
    const float g = tanh_of(a[2 * H + k]);
    const float o = sigmoid_of(a[3 * H + k]);
    a[k] = i;
    a[H + k] = f;
    a[2 * H + k] = g;
    a[3 * H + k] = o;
    c[k] = state(i, f, g, c_previous[k]);
  }
  // By itself, because together the two chains of dependent operations are longer than a processor
  // looks ahead, which costs an eighth of the time. The row is still at hand.
  ELEMENTWISE for (size_t k = 0; k < H; ++k) h[k] = a[3 * H + k] * tanh_of(c[k]);
}

CLONED void ck_lstm_forward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_output a, const float *bias,
    struct ck_input c_previous, struct ck_input h_previous, struct ck_output c,
    struct ck_output h) {
  for (size_t row = 0; row < batch; ++row) {
    if (is_padded(mask, row)) {
      copy_row(input_row(c_previous, row), output_row(c, row), hidden);
      copy_row(input_row(h_previous, row), output_row(h, row), hidden);
      continue;
    }
    // A second loop for 6 % of the time, rather than every kernel twice.
    if (bias) add_row(bias, output_row(a, row), 4 * hidden);
    forward_row(
        hidden, output_row(a, row), input_row(c_previous, row), output_row(c, row),
        output_row(h, row));
  }
}

INLINED void backward_row(
    size_t H, const float *gates, const float *c_previous, const float *c, const float *dh,
    const float *dc, float *da, float *dc_previous) {
  ELEMENTWISE for (size_t k = 0; k < H; ++k) {
    const float i = gates[k], f = gates[H + k], g = gates[2 * H + k], o = gates[3 * H + k];
    // Computed again rather than kept, which would cost forward a write and every step one more
    // matrix. For 32 rows of 512 it takes 2 µs at most, where the products take some 750.
    const float t = tanh_of(c[k]);
    const float dht = dh[k];
    const float dct = multiply_add(dht * o, multiply_add(-t, t, 1.0f), dc[k]);
    const float df = dct * c_previous[k];
    da[k] = dct * g * (i * (1.0f - i));
    da[H + k] = df * (f * (1.0f - f));
    da[2 * H + k] = dct * i * multiply_add(-g, g, 1.0f);
    da[3 * H + k] = dht * t * (o * (1.0f - o));
    dc_previous[k] = dct * f;
  }
}

CLONED void ck_lstm_backward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input gates,
    struct ck_input c_previous, struct ck_input c, struct ck_input dh, struct ck_input dc,
    struct ck_output da, struct ck_output dc_previous, struct ck_output dh_previous) {
  for (size_t row = 0; row < batch; ++row) {
    if (is_padded(mask, row)) {
      add_row(input_row(dh, row), output_row(dh_previous, row), hidden);
      copy_row(input_row(dc, row), output_row(dc_previous, row), hidden);
      clear_row(output_row(da, row), 4 * hidden);
      continue;
    }
    backward_row(
        hidden, input_row(gates, row), input_row(c_previous, row), input_row(c, row),
        input_row(dh, row), input_row(dc, row), output_row(da, row),
        output_row(dc_previous, row));
  }
}
