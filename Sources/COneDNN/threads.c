#include "threads.h"

#include <pthread.h>
#include <stdint.h>

/// What a thread keeps from its first multiplication to its end.
struct Thread {
  dnnl_stream_t stream;
  int number;
};

static pthread_mutex_t numbers = PTHREAD_MUTEX_INITIALIZER;
static uint64_t numbers_taken;  // a bit each, under the mutex

static int take_number(void) {
  pthread_mutex_lock(&numbers);
  const int number = ~numbers_taken ? __builtin_ctzll(~numbers_taken) : THREADS;
  if (number < THREADS) numbers_taken |= 1ull << number;
  pthread_mutex_unlock(&numbers);
  return number;
}

static void return_number(int number) {
  if (number == THREADS) return;
  pthread_mutex_lock(&numbers);
  numbers_taken &= ~(1ull << number);
  pthread_mutex_unlock(&numbers);
}

static void end_thread(void *argument) {
  struct Thread *it = argument;
  dnnl_stream_destroy(it->stream);
  it->stream = NULL;
  return_number(it->number);
}

static pthread_once_t engine_once = PTHREAD_ONCE_INIT;
static dnnl_engine_t shared_engine;
static pthread_key_t thread_ends;

static void make_engine(void) {
  if (pthread_key_create(&thread_ends, end_thread) != 0) return;
  if (dnnl_engine_create(&shared_engine, dnnl_cpu, 0) != dnnl_success) shared_engine = NULL;
}

dnnl_engine_t cdnn_engine(void) {
  pthread_once(&engine_once, make_engine);
  return shared_engine;
}

static _Thread_local struct Thread own;

/// NULL where oneDNN makes no stream.
static struct Thread *thread(void) {
  if (own.stream) return &own;
  if (dnnl_stream_create(&own.stream, cdnn_engine(), 0) != dnnl_success) {
    own.stream = NULL;
    return NULL;
  }
  own.number = take_number();
  pthread_setspecific(thread_ends, &own);
  return &own;
}

int cdnn_thread_number(void) {
  const struct Thread *it = thread();
  return it ? it->number : THREADS;
}

bool cdnn_execute(dnnl_primitive_t primitive, int count, const dnnl_exec_arg_t *arguments) {
  const struct Thread *it = thread();
  return it && dnnl_primitive_execute(primitive, it->stream, count, arguments) == dnnl_success &&
         dnnl_stream_wait(it->stream) == dnnl_success;
}
