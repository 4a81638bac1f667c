#include "czlib.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

struct CZlibReader {
  gzFile file;
  int error;
};

CZlibReader *czlib_open(int descriptor) {
  CZlibReader *reader = calloc(1, sizeof *reader);
  if (!reader) {
    close(descriptor);
    return NULL;
  }
  reader->file = gzdopen(descriptor, "rb");
  if (!reader->file) {
    close(descriptor);
    free(reader);
    return NULL;
  }
  gzbuffer(reader->file, 1 << 17);
  return reader;
}

int64_t czlib_read(CZlibReader *reader, uint8_t *bytes, int64_t capacity) {
  const unsigned most = capacity > (1 << 30) ? (1u << 30) : (unsigned)capacity;
  errno = 0;
  const int count = gzread(reader->file, bytes, most);
  int status = Z_OK;
  // A stream that was cut short is no error to gzread: it hands out what there is and says so only
  // in its status, after the last byte.
  if (count < 0 || (unsigned)count < most) gzerror(reader->file, &status);
  if (status == Z_OK || status == Z_STREAM_END) return count;
  reader->error = status == Z_ERRNO ? (errno ? errno : EIO) : 0;
  return -1;
}

int czlib_error(const CZlibReader *reader) { return reader->error; }

void czlib_close(CZlibReader *reader) {
  gzclose(reader->file);
  free(reader);
}
