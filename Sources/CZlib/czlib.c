#include "czlib.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

// zlib counts in 32 bits.
static unsigned at_most_gigabyte(int64_t count) {
  return count > (1 << 30) ? (1u << 30) : (unsigned)count;
}

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
  const unsigned most = at_most_gigabyte(capacity);
  errno = 0;
  const int count = gzread(reader->file, bytes, most);
  int status = Z_OK;
  // A stream that was cut short is not an error to gzread: it returns what there is and says so only
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

struct CZlibDeflater {
  z_stream stream;
};

CZlibDeflater *czlib_make_deflater(void) {
  CZlibDeflater *deflater = calloc(1, sizeof *deflater);
  if (!deflater) return NULL;
  // Plus 16: with the header and the trailer of gzip. The header that zlib writes has no name and no
  // time, so that the same text always gives the same bytes.
  const int window = MAX_WBITS + 16, level = 6, memory = 8;
  if (deflateInit2(&deflater->stream, level, Z_DEFLATED, window, memory, Z_DEFAULT_STRATEGY)) {
    free(deflater);
    return NULL;
  }
  return deflater;
}

int64_t czlib_deflate(CZlibDeflater *deflater, const uint8_t *bytes, int64_t count, int is_last,
                      int64_t *consumed, uint8_t *output, int64_t capacity) {
  z_stream *stream = &deflater->stream;
  const unsigned taken = at_most_gigabyte(count), room = at_most_gigabyte(capacity);
  stream->next_in = (Bytef *)bytes;
  stream->avail_in = taken;
  stream->next_out = output;
  stream->avail_out = room;
  // It fails only by misuse: it needs no other memory than it has.
  deflate(stream, is_last && taken == count ? Z_FINISH : Z_NO_FLUSH);
  *consumed = taken - stream->avail_in;
  return room - stream->avail_out;
}

void czlib_free_deflater(CZlibDeflater *deflater) {
  deflateEnd(&deflater->stream);
  free(deflater);
}
