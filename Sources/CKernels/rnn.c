// Elman, "Finding Structure in Time" (1990).
#include "cell_rows.h"
#include "scalar_functions.h"

INLINED void forward_row(size_t H, const float *a, float *h) {
  ELEMENTWISE for (size_t k = 0; k < H; ++k) h[k] = tanh_of(a[k]);
}

INLINED void biased_forward_row(size_t H, const float *a, const float *bias, float *h) {
  ELEMENTWISE for (size_t k = 0; k < H; ++k) h[k] = tanh_of(a[k] + bias[k]);
}

CLONED void ck_rnn_forward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input a, const float *bias,
    struct ck_input h_previous, struct ck_output h) {
  for (size_t row = 0; row < batch; ++row) {
    if (is_padded(mask, row)) {
      copy_row(input_row(h_previous, row), output_row(h, row), hidden);
    } else if (bias) {
      biased_forward_row(hidden, input_row(a, row), bias, output_row(h, row));
    } else {
      forward_row(hidden, input_row(a, row), output_row(h, row));
    }
  }
}

INLINED void backward_row(size_t H, const float *h, const float *dh, float *da) {
  ELEMENTWISE for (size_t k = 0; k < H; ++k) da[k] = dh[k] * multiply_add(-h[k], h[k], 1.0f);
}

CLONED void ck_rnn_backward(
    size_t batch, size_t hidden, const uint8_t *mask, struct ck_input h, struct ck_input dh,
    struct ck_output da, struct ck_output dh_previous) {
  for (size_t row = 0; row < batch; ++row) {
    if (is_padded(mask, row)) {
      add_row(input_row(dh, row), output_row(dh_previous, row), hidden);
      clear_row(output_row(da, row), hidden);
    } else {
      backward_row(hidden, input_row(h, row), input_row(dh, row), output_row(da, row));
    }
  }
}
