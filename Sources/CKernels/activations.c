#include "activations.h"

#include "scalar_functions.h"

CLONED void ck_exp(const float *x, float *y, size_t count) {
  ELEMENTWISE for (size_t k = 0; k < count; ++k) y[k] = exp_of(x[k]);
}

CLONED void ck_tanh(const float *x, float *y, size_t count) {
  ELEMENTWISE for (size_t k = 0; k < count; ++k) y[k] = tanh_of(x[k]);
}

CLONED void ck_sigmoid(const float *x, float *y, size_t count) {
  ELEMENTWISE for (size_t k = 0; k < count; ++k) y[k] = sigmoid_of(x[k]);
}
