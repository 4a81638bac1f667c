// Dense updates of weights, each one pass over memory: scale the gradient, move the moments, move
// the weight.
//
// Every element is for itself and every operation is rounded as IEEE 754 says, so the bits depend
// neither on how the arrays are cut into shards nor on the processor. NaN and infinities go where
// they go: look at the norm first. The arrays do not overlap; `n` may be zero.
#ifndef CKERNELS_UPDATES_H
#define CKERNELS_UPDATES_H

#include <stddef.h>

/// g = scale·dw;  w -= rate·g
void ck_sgd_update(float *w, const float *dw, size_t n, float scale, float rate);

/// g = scale·dw;  u = momentum·u + g;  w -= rate·u
void ck_momentum_update(
    float *w, const float *dw, float *u, size_t n, float scale, float rate, float momentum);

/// RMSprop with epsilon under the root, as Keras has it.
struct ck_rmsprop {
  float scale, rate, rho, one_minus_rho, epsilon;
};

/// g = scale·dw;  v = rho·v + one_minus_rho·g²;  w -= rate·g / √(v + epsilon)
void ck_rmsprop_update(float *w, const float *dw, float *v, size_t n, struct ck_rmsprop step);

/// Adam with epsilon beside the corrected root: Algorithm 1 of Kingma and Ba (2015), as PyTorch has
/// it.
struct ck_adam {
  float scale;
  float one_minus_beta1, beta2, one_minus_beta2;
  float rate;     // learning rate / (1 - beta1^t)
  float correct;  // 1 / √(1 - beta2^t)
  float epsilon;
};

/// g = scale·dw;  m += one_minus_beta1·(g - m);  v = beta2·v + one_minus_beta2·g²;
/// w -= rate·m / (correct·√v + epsilon)
void ck_adam_update(float *w, const float *dw, float *m, float *v, size_t n, struct ck_adam step);

/// a += rate·(w - a): a moving average of weights.
void ck_average_update(float *a, const float *w, size_t n, float rate);

#endif
