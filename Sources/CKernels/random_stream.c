#include "random_stream.h"

#include <math.h>

#include "vectors.h"

// The same floats on every processor: no product is fused with a sum.
#pragma STDC FP_CONTRACT OFF

enum { ROUNDS = 10 };

static const uint64_t M0 = 0xD2511F53, M1 = 0xCD9E8D57;
static const uint32_t W0 = 0x9E3779B9, W1 = 0xBB67AE85;

void ck_random_block(uint64_t seed, uint64_t stream, uint64_t block, uint32_t *words) {
  uint32_t c0 = (uint32_t)block, c1 = block >> 32, c2 = (uint32_t)stream, c3 = stream >> 32;
  uint32_t k0 = (uint32_t)seed, k1 = seed >> 32;
  for (int round = 0; round < ROUNDS; ++round, k0 += W0, k1 += W1) {
    const uint64_t a = M0 * c0, b = M1 * c2;
    c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
    c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)b;
    c3 = (uint32_t)a;
  }
  words[0] = c0, words[1] = c1, words[2] = c2, words[3] = c3;
}

uint32_t ck_random_word(uint64_t seed, uint64_t stream, uint64_t index) {
  uint32_t words[4];
  ck_random_block(seed, stream, index / 4, words);
  return words[index % 4];
}

/// Eight blocks, 32 words. A word of each block stands in the lower half of a lane, where it can be
/// multiplied in full; what is in the upper half is left to be.
INLINED void eight_blocks(uint64_t seed, uint64_t stream, uint64_t block, uint32_t *words) {
  const u64x8 low = 0xFFFFFFFF, counted = {0, 1, 2, 3, 4, 5, 6, 7};
  u64x8 c0 = block + counted, c1 = c0 >> 32, c2 = stream, c3 = stream >> 32;
  uint32_t k0 = (uint32_t)seed, k1 = seed >> 32;
#pragma clang loop unroll(full)
  for (int round = 0; round < ROUNDS; ++round, k0 += W0, k1 += W1) {
    const u64x8 a = (c0 & low) * M0, b = (c2 & low) * M1;
    c0 = b >> 32 ^ c1 ^ (uint64_t)k0;
    c2 = a >> 32 ^ c3 ^ (uint64_t)k1;
    c1 = b;
    c3 = a;
  }
  const u64x8 first = (c0 & low) | c1 << 32, second = (c2 & low) | c3 << 32;  // on a little-endian
  const u64x8 pairs[2] = {
      __builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11),
      __builtin_shufflevector(first, second, 4, 12, 5, 13, 6, 14, 7, 15)};
  memcpy(words, pairs, sizeof pairs);
}

CLONED void ck_random_words(
    uint64_t seed, uint64_t stream, uint64_t first, ptrdiff_t count, uint32_t *words) {
  enum { CHUNK = 32 };
  while (count > 0) {
    const ptrdiff_t skipped = first % 4;
    const ptrdiff_t taken = count < CHUNK - skipped ? count : CHUNK - skipped;
    if (taken == CHUNK) {
      eight_blocks(seed, stream, first / 4, words);
    } else {
      uint32_t chunk[CHUNK];
      eight_blocks(seed, stream, first / 4, chunk);
      memcpy(words, chunk + skipped, (size_t)taken * sizeof *words);
    }
    first += (uint64_t)taken;
    count -= taken;
    words += taken;
  }
}

CLONED void ck_random_uniform(
    uint64_t seed, uint64_t stream, uint64_t first, ptrdiff_t count, float low, float high,
    float *x) {
  uint32_t words[256];
  for (ptrdiff_t i = 0; i < count; i += 256) {
    const ptrdiff_t part = count - i < 256 ? count - i : 256;
    ck_random_words(seed, stream, first + (uint64_t)i, part, words);
    for (ptrdiff_t j = 0; j < part; ++j) {
      x[i + j] = low + (high - low) * ((float)(words[j] >> 8) * 0x1p-24f);
    }
  }
}

/// Box and Muller's transform, in double: the logarithm is of no number below 2^-33, so |z| < 6.8.
void ck_random_normal(
    uint64_t seed, uint64_t stream, uint64_t first, ptrdiff_t count, float mean, float deviation,
    float *x) {
  uint32_t words[256];
  for (ptrdiff_t i = 0; i < count; i += 128) {
    const ptrdiff_t part = count - i < 128 ? count - i : 128;
    ck_random_words(seed, stream, first + 2 * (uint64_t)i, 2 * part, words);
    for (ptrdiff_t j = 0; j < part; ++j) {
      const double radius = sqrt(-2 * log((words[2 * j] + 0.5) * 0x1p-32));
      const double z = radius * cos(0x1.921fb54442d18p+2 * (words[2 * j + 1] * 0x1p-32));
      x[i + j] = (float)(mean + deviation * z);
    }
  }
}
