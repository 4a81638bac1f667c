#include "updates.h"

#include "clones.h"

// A fused multiply-add rounds once where two operations round twice. Without it all processors, and
// the vectors and the remainder of an array, give the same bits; memory is the limit anyway.
#pragma clang fp contract(off)

// The library's sqrtf may set errno, which keeps a loop from becoming vectors.
#define square_root(x) __builtin_elementwise_sqrt(x)

CLONED void ck_sgd_update(
    float *restrict w, const float *restrict dw, size_t n, float scale, float rate) {
  ELEMENTWISE
  for (size_t i = 0; i < n; i += 1) w[i] -= rate * (scale * dw[i]);
}

CLONED void ck_momentum_update(
    float *restrict w, const float *restrict dw, float *restrict u, size_t n, float scale,
    float rate, float momentum) {
  ELEMENTWISE
  for (size_t i = 0; i < n; i += 1) {
    u[i] = momentum * u[i] + scale * dw[i];
    w[i] -= rate * u[i];
  }
}

CLONED void ck_rmsprop_update(
    float *restrict w, const float *restrict dw, float *restrict v, size_t n,
    struct ck_rmsprop step) {
  ELEMENTWISE
  for (size_t i = 0; i < n; i += 1) {
    const float g = step.scale * dw[i];
    v[i] = step.rho * v[i] + step.one_minus_rho * (g * g);
    w[i] -= step.rate * g / square_root(v[i] + step.epsilon);
  }
}

CLONED void ck_adam_update(
    float *restrict w, const float *restrict dw, float *restrict m, float *restrict v, size_t n,
    struct ck_adam step) {
  ELEMENTWISE
  for (size_t i = 0; i < n; i += 1) {
    const float g = step.scale * dw[i];
    m[i] += step.one_minus_beta1 * (g - m[i]);
    v[i] = step.beta2 * v[i] + step.one_minus_beta2 * (g * g);
    w[i] -= step.rate * m[i] / (step.correct * square_root(v[i]) + step.epsilon);
  }
}

CLONED void ck_average_update(float *restrict a, const float *restrict w, size_t n, float rate) {
  ELEMENTWISE
  for (size_t i = 0; i < n; i += 1) a[i] += rate * (w[i] - a[i]);
}
