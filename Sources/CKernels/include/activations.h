// exp, tanh and the logistic function over arrays, within 2.5 units of the last place of a normal
// result. `y` may be `x`. A number's result does not depend on where in the array it stands.
#ifndef CKERNELS_ACTIVATIONS_H
#define CKERNELS_ACTIVATIONS_H

#include <stddef.h>

/// y = exp(x): subnormal where it is, infinite above 88.72.
void ck_exp(const float *x, float *y, size_t count);

/// y = tanh(x), odd to the bit; ±1 from ±9.02 on.
void ck_tanh(const float *x, float *y, size_t count);

/// y = 1 / (1 + exp(-x)): 1 from 16.64 up; 0 from -88.38 down, subnormal between that and -87.34.
void ck_sigmoid(const float *x, float *y, size_t count);

#endif
