// Reads a file, inflating it where it is gzip and passing it through where it is not.
// No header of zlib is visible to the importer.
#ifndef CZLIB_H
#define CZLIB_H

#include <stdint.h>

typedef struct CZlibReader CZlibReader;

/// A reader over an open file descriptor, which it owns from now on; NULL if memory ran out.
CZlibReader *czlib_open(int descriptor);

/// Bytes read (0 at the end), or -1 on failure; then `czlib_error` says which.
int64_t czlib_read(CZlibReader *reader, uint8_t *bytes, int64_t capacity);

/// `errno` of a failed read, or 0 where the compressed data themselves are damaged or cut short.
int czlib_error(const CZlibReader *reader);

void czlib_close(CZlibReader *reader);

#endif
