// Matrix multiplication by oneDNN, version 2 or 3, without oneDNN's headers.
//
// A multiplication is C[m, n] = A[m, k] · B[k, n], plus a bias[n] for each row, or C += A · B, made for
// one shape and kept: making one takes 0.05 to 0.4 ms, running it allocates nothing. It may be run by
// several threads at once, each with a scratchpad of its own; it works on the thread that runs it and
// no other where `cdnn_use_one_thread` was called there before.
#ifndef CONEDNN_H
#define CONEDNN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum CDNNType {
  CDNN_FLOAT32,   // float32 · float32, summed in float32
  CDNN_BFLOAT16,  // bfloat16 · bfloat16, summed in float32, written as float32
  CDNN_INT8,      // int8 · int8, summed and written as int32
};

/// How a matrix of rows lies in memory.
enum CDNNLayout {
  CDNN_ROWS,        // row after row, `stride` elements from one to the next
  CDNN_TRANSPOSED,  // the same of its transpose
  CDNN_PACKED,      // B alone: as `cdnn_matmul_pack` wrote it
};

struct CDNNShape {
  int64_t m, n, k;
  int64_t strideA, strideB, strideC;  // elements between rows as they lie in memory; packed: unused
  enum CDNNType type;
  enum CDNNLayout layoutA, layoutB;
  bool accumulates, has_bias;  // not both
};

typedef struct CDNNMatmul CDNNMatmul;

enum CDNNStatus {
  CDNN_OK = 0,
  CDNN_UNSUPPORTED = 1,  // this processor has no such multiplication
  CDNN_FAILED = 2,
};

enum CDNNStatus cdnn_matmul_create(const struct CDNNShape *shape, CDNNMatmul **matmul);
void cdnn_matmul_destroy(CDNNMatmul *matmul);

/// Bytes that a run needs to work in; 64-byte aligned memory.
size_t cdnn_matmul_scratch_size(const CDNNMatmul *matmul);

/// Bytes of B as `cdnn_matmul_pack` writes it; 64-byte aligned memory.
size_t cdnn_matmul_packed_size(const CDNNMatmul *matmul);

/// Brings float32 B (for int8: int8 B) into the multiplication's own format, which is that of every
/// multiplication of the same n, k and type, whatever its m. One thread at a time; what does it is kept
/// for the next time.
enum CDNNStatus cdnn_matmul_pack(
    CDNNMatmul *matmul, const void *b, int64_t stride, enum CDNNLayout layout, void *packed);

/// The width of the packed format's panels where it is that of `ck_pack_bfloat16`; else 0.
int64_t cdnn_matmul_panel_width(const CDNNMatmul *matmul);

/// `bias` is NULL where the shape has none.
enum CDNNStatus cdnn_matmul_run(
    CDNNMatmul *matmul, const void *a, const void *b, const float *bias, void *c, void *scratch);

/// What oneDNN calls the implementation it chose, such as `brg:avx512_core`.
const char *cdnn_matmul_implementation(const CDNNMatmul *matmul);

/// Keeps oneDNN from starting threads for what the calling thread runs.
void cdnn_use_one_thread(void);

/// oneDNN's version as 20603.
int cdnn_version(void);

#endif
