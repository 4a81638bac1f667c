// One engine for all, a stream and a number for each thread.
#ifndef CONEDNN_THREADS_H
#define CONEDNN_THREADS_H

#include <oneapi/dnnl/dnnl.h>
#include <stdbool.h>

enum { THREADS = 64 };

/// NULL where oneDNN makes none.
dnnl_engine_t cdnn_engine(void);

/// The calling thread's own until it ends, when it goes to another; THREADS where all are taken.
int cdnn_thread_number(void);

/// Runs a primitive on the calling thread's stream, to its end.
bool cdnn_execute(dnnl_primitive_t primitive, int count, const dnnl_exec_arg_t *arguments);

#endif
