// What differs between versions 2 and 3 of oneDNN: memory descriptions, which are values in one and
// handles in the other, and how a product is described.
#ifndef CONEDNN_VERSIONS_H
#define CONEDNN_VERSIONS_H

#include <oneapi/dnnl/dnnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t Description;  // a handle, to be destroyed
static void description_clear(Description *it) {
  if (*it) dnnl_memory_desc_destroy(*it);
  *it = NULL;
}
static bool description_make(
    Description *it, const dnnl_dims_t sizes, dnnl_data_type_t type, const int64_t *strides) {
  return dnnl_memory_desc_create_with_strides(it, 2, sizes, type, strides) == dnnl_success;
}
static bool description_make_tagged(
    Description *it, const dnnl_dims_t sizes, dnnl_data_type_t type, dnnl_format_tag_t tag) {
  return dnnl_memory_desc_create_with_tag(it, 2, sizes, type, tag) == dnnl_success;
}
static bool description_copy(Description *it, const_dnnl_memory_desc_t other) {
  return dnnl_memory_desc_clone(it, other) == dnnl_success;
}
static size_t description_size(const Description *it) { return dnnl_memory_desc_get_size(*it); }
#define MEMORY_DESCRIPTION(it) (*(it))
#else
typedef dnnl_memory_desc_t Description;  // a value
static void description_clear(Description *it) { (void)it; }
static bool description_make(
    Description *it, const dnnl_dims_t sizes, dnnl_data_type_t type, const int64_t *strides) {
  return dnnl_memory_desc_init_by_strides(it, 2, sizes, type, strides) == dnnl_success;
}
static bool description_make_tagged(
    Description *it, const dnnl_dims_t sizes, dnnl_data_type_t type, dnnl_format_tag_t tag) {
  return dnnl_memory_desc_init_by_tag(it, 2, sizes, type, tag) == dnnl_success;
}
static bool description_copy(Description *it, const dnnl_memory_desc_t *other) {
  *it = *other;
  return true;
}
static size_t description_size(const Description *it) { return dnnl_memory_desc_get_size(it); }
#define MEMORY_DESCRIPTION(it) (it)
#endif

/// C = A · B, plus a bias unless that is NULL, or C += A · B, with the scratchpad from the caller.
static dnnl_status_t primitive_description(
    dnnl_primitive_desc_t *result, dnnl_engine_t engine, const Description *a, const Description *b,
    const Description *bias, const Description *c, bool accumulates) {
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_post_ops_t after = NULL;
  dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
  if (status == dnnl_success)
    status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (status == dnnl_success && accumulates) {
    status = dnnl_post_ops_create(&after);
#if DNNL_VERSION_MAJOR >= 3
    if (status == dnnl_success)
      status = dnnl_post_ops_append_sum(after, 1.0f, 0, dnnl_data_type_undef);
#else
    if (status == dnnl_success) status = dnnl_post_ops_append_sum(after, 1.0f);
#endif
    if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(attributes, after);
  }
  if (status == dnnl_success) {
#if DNNL_VERSION_MAJOR >= 3
    status = dnnl_matmul_primitive_desc_create(
        result, engine, *a, *b, bias ? *bias : NULL, *c, attributes);
#else
    dnnl_matmul_desc_t description;
    status = dnnl_matmul_desc_init(&description, a, b, bias, c);
    if (status == dnnl_success)
      status = dnnl_primitive_desc_create(result, &description, attributes, engine, NULL);
#endif
  }
  if (after) dnnl_post_ops_destroy(after);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  return status;
}

#endif
