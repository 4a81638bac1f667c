// Reads and writes gzip. No header of zlib is visible to the importer.
#ifndef CZLIB_H
#define CZLIB_H

#include <stdint.h>

// A file, decompressed where it is gzip and as it is where it is not.

typedef struct CZlibReader CZlibReader;

/// A reader over an open file descriptor, which it owns from now on; NULL if memory ran out.
CZlibReader *czlib_open(int descriptor);

/// Bytes read (0 at the end), or -1 on failure; then `czlib_error` says which.
int64_t czlib_read(CZlibReader *reader, uint8_t *bytes, int64_t capacity);

/// `errno` of a failed read, or 0 where the compressed data themselves are damaged or cut short.
int czlib_error(const CZlibReader *reader);

void czlib_close(CZlibReader *reader);

// Compression from memory to memory.

typedef struct CZlibDeflater CZlibDeflater;

/// NULL if memory ran out.
CZlibDeflater *czlib_make_deflater(void);

/// Compresses bytes into `output` and returns how many it wrote; `*consumed` is how many it read.
///
/// To be called until all bytes are consumed and less than `capacity` is written. `is_last` says that
/// no other bytes follow these.
int64_t czlib_deflate(CZlibDeflater *deflater, const uint8_t *bytes, int64_t count, int is_last,
                      int64_t *consumed, uint8_t *output, int64_t capacity);

void czlib_free_deflater(CZlibDeflater *deflater);

#endif
