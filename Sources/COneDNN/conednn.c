#include "conednn.h"

#include <stdlib.h>

#include "threads.h"
#include "versions.h"

// libgomp's, whose header belongs to gcc alone.
extern void omp_set_num_threads(int);

void cdnn_use_one_thread(void) { omp_set_num_threads(1); }

int cdnn_version(void) {
  const dnnl_version_t *version = dnnl_version();
  return version->major * 10000 + version->minor * 100 + version->patch;
}

struct Operands {
  dnnl_memory_t a, b, bias, c, scratch;
};

/// What brings B into the packed format, kept for weights that are packed after every update.
struct Packing {
  enum CDNNLayout layout;
  int64_t stride;
  dnnl_primitive_t reorder;
  dnnl_memory_t from, to;
};

struct CDNNMatmul {
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  Description a, b, bias, c, scratch;
  bool has_bias;
  dnnl_data_type_t type_b;
  int64_t n, k;
  const char *implementation;
  struct Operands operands[THREADS];  // made by the thread whose number it is
  struct Packing packing;             // made by whoever packs first
};

/// The strides of a matrix of so many rows and columns, as it is read.
static void strides_of(enum CDNNLayout layout, int64_t stride, dnnl_dims_t strides) {
  strides[0] = layout == CDNN_TRANSPOSED ? 1 : stride;
  strides[1] = layout == CDNN_TRANSPOSED ? stride : 1;
}

static bool describe(
    Description *it, int64_t rows, int64_t columns, dnnl_data_type_t type, enum CDNNLayout layout,
    int64_t stride) {
  const dnnl_dims_t sizes = {rows, columns};
  if (layout == CDNN_PACKED) return description_make_tagged(it, sizes, type, dnnl_format_tag_any);
  dnnl_dims_t strides;
  strides_of(layout, stride, strides);
  return description_make(it, sizes, type, strides);
}

static bool clone_queried(Description *it, const_dnnl_primitive_desc_t from, dnnl_query_t what) {
  return description_copy(it, dnnl_primitive_desc_query_md(from, what, 0));
}

/// The packed format is asked of a matmul of this many rows, so that it is one for all heights.
enum { PACKING_ROWS = 64 };

static bool packed_format(const struct CDNNShape *shape, dnnl_data_type_t in, dnnl_data_type_t out,
                          Description *result) {
  Description a = {0}, b = {0}, c = {0};
  dnnl_primitive_desc_t found = NULL;
  bool done =
      describe(&a, PACKING_ROWS, shape->k, in, CDNN_ROWS, shape->k) &&
      describe(&b, shape->k, shape->n, in, CDNN_PACKED, 0) &&
      describe(&c, PACKING_ROWS, shape->n, out, CDNN_ROWS, shape->n) &&
      primitive_description(&found, cdnn_engine(), &a, &b, NULL, &c, false) == dnnl_success &&
      clone_queried(result, found, dnnl_query_weights_md);
  if (found) dnnl_primitive_desc_destroy(found);
  description_clear(&a);
  description_clear(&b);
  description_clear(&c);
  return done;
}

enum CDNNStatus cdnn_matmul_create(const struct CDNNShape *shape, CDNNMatmul **result) {
  *result = NULL;
  if (!cdnn_engine()) return CDNN_FAILED;
  CDNNMatmul *matmul = calloc(1, sizeof *matmul);
  if (!matmul) return CDNN_FAILED;
  const dnnl_data_type_t in = shape->type == CDNN_FLOAT32    ? dnnl_f32
                              : shape->type == CDNN_BFLOAT16 ? dnnl_bf16
                                                             : dnnl_s8;
  const dnnl_data_type_t out = shape->type == CDNN_INT8 ? dnnl_s32 : dnnl_f32;
  matmul->type_b = shape->type == CDNN_INT8 ? dnnl_s8 : dnnl_f32;
  matmul->n = shape->n;
  matmul->k = shape->k;
  matmul->has_bias = shape->has_bias;
  Description a = {0}, b = {0}, c = {0};
  dnnl_status_t status = dnnl_runtime_error;
  const bool described =
      describe(&a, shape->m, shape->k, in, shape->layoutA, shape->strideA) &&
      (shape->layoutB == CDNN_PACKED
           ? packed_format(shape, in, out, &b)
           : describe(&b, shape->k, shape->n, in, shape->layoutB, shape->strideB)) &&
      describe(&c, shape->m, shape->n, out, CDNN_ROWS, shape->strideC) &&
      (!shape->has_bias || describe(&matmul->bias, 1, shape->n, dnnl_f32, CDNN_ROWS, shape->n));
  if (described)
    status = primitive_description(
        &matmul->description, cdnn_engine(), &a, &b, shape->has_bias ? &matmul->bias : NULL, &c,
        shape->accumulates);
  else
    status = dnnl_unimplemented;
  description_clear(&a);
  description_clear(&b);
  description_clear(&c);
  if (status == dnnl_success)
    status = dnnl_primitive_create(&matmul->primitive, matmul->description);
  if (status == dnnl_success &&
      !(clone_queried(&matmul->a, matmul->description, dnnl_query_src_md) &&
        clone_queried(&matmul->b, matmul->description, dnnl_query_weights_md) &&
        clone_queried(&matmul->c, matmul->description, dnnl_query_dst_md) &&
        clone_queried(&matmul->scratch, matmul->description, dnnl_query_scratchpad_md)))
    status = dnnl_out_of_memory;
  if (status == dnnl_success)
    status = dnnl_primitive_desc_query(
        matmul->description, dnnl_query_impl_info_str, 0, &matmul->implementation);
  if (status != dnnl_success) {
    cdnn_matmul_destroy(matmul);
    return status == dnnl_unimplemented ? CDNN_UNSUPPORTED : CDNN_FAILED;
  }
  *result = matmul;
  return CDNN_OK;
}

static void operands_destroy(struct Operands *operands) {
  if (operands->a) dnnl_memory_destroy(operands->a);
  if (operands->b) dnnl_memory_destroy(operands->b);
  if (operands->bias) dnnl_memory_destroy(operands->bias);
  if (operands->c) dnnl_memory_destroy(operands->c);
  if (operands->scratch) dnnl_memory_destroy(operands->scratch);
}

static void packing_destroy(struct Packing *packing) {
  if (packing->reorder) dnnl_primitive_destroy(packing->reorder);
  if (packing->from) dnnl_memory_destroy(packing->from);
  if (packing->to) dnnl_memory_destroy(packing->to);
  *packing = (struct Packing){0};
}

void cdnn_matmul_destroy(CDNNMatmul *matmul) {
  packing_destroy(&matmul->packing);
  for (int i = 0; i < THREADS; i += 1) operands_destroy(&matmul->operands[i]);
  if (matmul->primitive) dnnl_primitive_destroy(matmul->primitive);
  if (matmul->description) dnnl_primitive_desc_destroy(matmul->description);
  description_clear(&matmul->a);
  description_clear(&matmul->b);
  description_clear(&matmul->bias);
  description_clear(&matmul->c);
  description_clear(&matmul->scratch);
  free(matmul);
}

size_t cdnn_matmul_scratch_size(const CDNNMatmul *matmul) {
  return description_size(&matmul->scratch);
}

size_t cdnn_matmul_packed_size(const CDNNMatmul *matmul) {
  return description_size(&matmul->b);
}

int64_t cdnn_matmul_panel_width(const CDNNMatmul *matmul) {
  static const struct {
    int64_t width;
    dnnl_format_tag_t tag;
  } panels[] = {
      {16, dnnl_BA16a16b2a}, {32, dnnl_BA16a32b2a}, {48, dnnl_BA16a48b2a}, {64, dnnl_BA16a64b2a}};
  const dnnl_dims_t sizes = {matmul->k, matmul->n};
  int64_t width = 0;
  for (size_t i = 0; i < sizeof panels / sizeof *panels && width == 0; i += 1) {
    Description it = {0};
    if (description_make_tagged(&it, sizes, dnnl_bf16, panels[i].tag) &&
        dnnl_memory_desc_equal(MEMORY_DESCRIPTION(&it), MEMORY_DESCRIPTION(&matmul->b)))
      width = panels[i].width;
    description_clear(&it);
  }
  return width;
}

const char *cdnn_matmul_implementation(const CDNNMatmul *matmul) {
  return matmul->implementation;
}

static dnnl_memory_t memory_of(const Description *description, void *data) {
  dnnl_memory_t memory = NULL;
  const dnnl_status_t status =
      dnnl_memory_create(&memory, MEMORY_DESCRIPTION(description), cdnn_engine(), data);
  return status == dnnl_success ? memory : NULL;
}

static bool packing_make(
    CDNNMatmul *matmul, int64_t stride, enum CDNNLayout layout, const void *b, void *packed) {
  struct Packing *packing = &matmul->packing;
  packing_destroy(packing);
  Description plain = {0};
  dnnl_primitive_desc_t description = NULL;
  const bool done = describe(&plain, matmul->k, matmul->n, matmul->type_b, layout, stride) &&
                    (packing->from = memory_of(&plain, (void *)b)) &&
                    (packing->to = memory_of(&matmul->b, packed)) &&
                    dnnl_reorder_primitive_desc_create(
                        &description, MEMORY_DESCRIPTION(&plain), cdnn_engine(),
                        MEMORY_DESCRIPTION(&matmul->b), cdnn_engine(), NULL) == dnnl_success &&
                    dnnl_primitive_create(&packing->reorder, description) == dnnl_success;
  if (description) dnnl_primitive_desc_destroy(description);
  description_clear(&plain);
  packing->layout = layout;
  packing->stride = stride;
  return done;
}

enum CDNNStatus cdnn_matmul_pack(
    CDNNMatmul *matmul, const void *b, int64_t stride, enum CDNNLayout layout, void *packed) {
  struct Packing *packing = &matmul->packing;
  const bool kept = packing->reorder && packing->layout == layout && packing->stride == stride;
  const bool ready =
      kept ? dnnl_memory_set_data_handle(packing->from, (void *)b) == dnnl_success &&
                 dnnl_memory_set_data_handle(packing->to, packed) == dnnl_success
           : packing_make(matmul, stride, layout, b, packed);
  if (!ready) return CDNN_FAILED;
  const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, packing->from}, {DNNL_ARG_TO, packing->to}};
  return cdnn_execute(packing->reorder, 2, arguments) ? CDNN_OK : CDNN_FAILED;
}

/// Points the operands at the data, and makes them where they are not yet.
static bool point(const CDNNMatmul *matmul, struct Operands *operands, const void *a,
                  const void *b, const float *bias, void *c, void *scratch) {
  if (operands->scratch)
    return dnnl_memory_set_data_handle(operands->a, (void *)a) == dnnl_success &&
           dnnl_memory_set_data_handle(operands->b, (void *)b) == dnnl_success &&
           (!bias ||
            dnnl_memory_set_data_handle(operands->bias, (void *)bias) == dnnl_success) &&
           dnnl_memory_set_data_handle(operands->c, c) == dnnl_success &&
           dnnl_memory_set_data_handle(operands->scratch, scratch) == dnnl_success;
  operands->a = memory_of(&matmul->a, (void *)a);
  operands->b = memory_of(&matmul->b, (void *)b);
  if (bias) operands->bias = memory_of(&matmul->bias, (void *)bias);
  operands->c = memory_of(&matmul->c, c);
  operands->scratch = memory_of(&matmul->scratch, scratch);
  return operands->a && operands->b && (operands->bias || !bias) && operands->c &&
         operands->scratch;
}

static bool multiply(const CDNNMatmul *matmul, const struct Operands *operands) {
  const dnnl_exec_arg_t arguments[] = {
      {DNNL_ARG_SRC, operands->a},
      {DNNL_ARG_WEIGHTS, operands->b},
      {DNNL_ARG_DST, operands->c},
      {DNNL_ARG_SCRATCHPAD, operands->scratch},
      {DNNL_ARG_BIAS, operands->bias},
  };
  return cdnn_execute(matmul->primitive, matmul->has_bias ? 5 : 4, arguments);
}

enum CDNNStatus cdnn_matmul_run(
    CDNNMatmul *matmul, const void *a, const void *b, const float *bias, void *c, void *scratch) {
  if (matmul->has_bias != (bias != NULL)) return CDNN_FAILED;
  const int number = cdnn_thread_number();
  struct Operands unkept = {0};
  struct Operands *operands = number < THREADS ? &matmul->operands[number] : &unkept;
  const bool done = point(matmul, operands, a, b, bias, c, scratch) && multiply(matmul, operands);
  operands_destroy(&unkept);
  return done ? CDNN_OK : CDNN_FAILED;
}
