// Random numbers that are computed from their place alone: Philox4x32-10 of Salmon, Moraes, Dror
// and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011). The seed is the key; a block of
// four words is counted in the lower half of the counter, the stream stands in the upper.
#ifndef CKERNELS_RANDOM_STREAM_H
#define CKERNELS_RANDOM_STREAM_H

#include <stddef.h>
#include <stdint.h>

/// The words 4 * block to 4 * block + 3.
void ck_random_block(uint64_t seed, uint64_t stream, uint64_t block, uint32_t *words);

uint32_t ck_random_word(uint64_t seed, uint64_t stream, uint64_t index);

/// `count` words from the word `first` on.
void ck_random_words(
    uint64_t seed, uint64_t stream, uint64_t first, ptrdiff_t count, uint32_t *words);

/// low + (high - low) u, with u a multiple of 2^-24 in [0, 1), from a word each.
void ck_random_uniform(
    uint64_t seed, uint64_t stream, uint64_t first, ptrdiff_t count, float low, float high,
    float *x);

/// mean + deviation z, with z from the normal distribution, from two words each.
void ck_random_normal(
    uint64_t seed, uint64_t stream, uint64_t first, ptrdiff_t count, float mean, float deviation,
    float *x);

#endif
