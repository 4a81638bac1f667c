#include "cicu.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

// MARK: Boundaries

struct CICUBreaker {
  UBreakIterator *iterator;
  UText text;
};

static CICUBreaker *breaker_around(UBreakIterator *iterator, int *status) {
  CICUBreaker *breaker = U_SUCCESS(*status) ? malloc(sizeof *breaker) : NULL;
  if (!breaker) {
    if (U_SUCCESS(*status)) {
      *status = U_MEMORY_ALLOCATION_ERROR;
      ubrk_close(iterator);
    }
    return NULL;
  }
  const UText empty = UTEXT_INITIALIZER;
  breaker->iterator = iterator;
  breaker->text = empty;
  return breaker;
}

CICUBreaker *cicu_breaker_open(enum CICUBreakKind kind, const char *locale, int *status) {
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator *iterator =
      ubrk_open(kind == CICU_WORDS ? UBRK_WORD : UBRK_CHARACTER, locale, NULL, 0, &error);
  *status = error;
  return breaker_around(iterator, status);
}

CICUBreaker *cicu_breaker_compile(
    const char *rules, int32_t length, int32_t *line, int32_t *column, int *status) {
  UErrorCode error = U_ZERO_ERROR;
  UParseError place = {0};
  UBreakIterator *iterator = NULL;
  int32_t units = 0;
  UChar *wide = malloc(sizeof(UChar) * ((size_t)length + 1));
  if (!wide) error = U_MEMORY_ALLOCATION_ERROR;
  u_strFromUTF8(wide, length + 1, &units, rules, length, &error);
  if (U_SUCCESS(error)) iterator = ubrk_openRules(wide, units, NULL, 0, &place, &error);
  free(wide);
  *status = error;
  *line = place.line;
  *column = place.offset;
  return breaker_around(iterator, status);
}

CICUBreaker *cicu_breaker_clone(const CICUBreaker *breaker, int *status) {
  UErrorCode error = U_ZERO_ERROR;
#if U_ICU_VERSION_MAJOR_NUM >= 69
  UBreakIterator *iterator = ubrk_clone(breaker->iterator, &error);
#else
  UBreakIterator *iterator = ubrk_safeClone(breaker->iterator, NULL, NULL, &error);
#endif
  *status = error;
  return breaker_around(iterator, status);
}

int32_t cicu_breaker_segments(
    CICUBreaker *breaker, const uint8_t *text, int32_t length, int32_t limit, int32_t *ends,
    int32_t *rules, int32_t capacity, int *status) {
  UErrorCode error = U_ZERO_ERROR;
  utext_openUTF8(&breaker->text, (const char *)text, length, &error);
  ubrk_setUText(breaker->iterator, &breaker->text, &error);
  int32_t count = 0;
  if (U_SUCCESS(error)) {
    int32_t end;
    while (count < capacity && (end = ubrk_next(breaker->iterator)) != UBRK_DONE && end <= limit) {
      ends[count] = end;
      rules[count] = ubrk_getRuleStatus(breaker->iterator);
      count += 1;
    }
  }
  *status = error;
  return count;
}

void cicu_breaker_close(CICUBreaker *breaker) {
  ubrk_close(breaker->iterator);
  utext_close(&breaker->text);
  free(breaker);
}

// MARK: Normalization and case

struct CICUNormalizer {
  const UNormalizer2 *form;  // ICU's own, never closed
  UChar *wide;               // room for the text and for its normal form, reused
  int32_t capacity;
};

CICUNormalizer *cicu_normalizer_open(enum CICUNormalForm form, int *status) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2 *found =
      form == CICU_NFC ? unorm2_getNFCInstance(&error) : unorm2_getNFKCInstance(&error);
  CICUNormalizer *normalizer = U_SUCCESS(error) ? calloc(1, sizeof *normalizer) : NULL;
  if (U_SUCCESS(error) && !normalizer) error = U_MEMORY_ALLOCATION_ERROR;
  if (normalizer) normalizer->form = found;
  *status = error;
  return normalizer;
}

/// Makes room for so many units in all; what is there stays.
static bool reserve(CICUNormalizer *normalizer, int32_t units) {
  if (units <= normalizer->capacity) return true;
  UChar *wide = realloc(normalizer->wide, sizeof(UChar) * (size_t)units);
  if (!wide) return false;
  normalizer->wide = wide;
  normalizer->capacity = units;
  return true;
}

int32_t cicu_normalizer_apply(
    CICUNormalizer *normalizer, const uint8_t *text, int32_t length, uint8_t *result,
    int32_t capacity, int *status) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t units = 0, bytes = 0, room = length + 16;  // normal forms hardly ever grow
  for (;;) {
    if (length > INT32_MAX / 4 || !reserve(normalizer, length + room)) {
      *status = U_MEMORY_ALLOCATION_ERROR;
      return 0;
    }
    UChar *source = normalizer->wide, *normalized = source + length;
    u_strFromUTF8(source, length, &units, (const char *)text, length, &error);
    const int32_t needed =
        unorm2_normalize(normalizer->form, source, units, normalized, room, &error);
    if (error != U_BUFFER_OVERFLOW_ERROR) {
      u_strToUTF8((char *)result, capacity, &bytes, normalized, needed, &error);
      break;
    }
    room = needed;
    error = U_ZERO_ERROR;
  }
  *status = error == U_BUFFER_OVERFLOW_ERROR ? U_ZERO_ERROR : error;
  return bytes;
}

bool cicu_normalizer_has_boundary_before(const CICUNormalizer *normalizer, int32_t codePoint) {
  return unorm2_hasBoundaryBefore(normalizer->form, codePoint);
}

void cicu_normalizer_close(CICUNormalizer *normalizer) {
  free(normalizer->wide);
  free(normalizer);
}

CICUCaseMap *cicu_casemap_open(const char *locale, int *status) {
  UErrorCode error = U_ZERO_ERROR;
  UCaseMap *map = ucasemap_open(locale, 0, &error);
  *status = error;
  return (CICUCaseMap *)map;
}

int32_t cicu_casemap_lower(
    const CICUCaseMap *map, const uint8_t *text, int32_t length, uint8_t *result, int32_t capacity,
    int *status) {
  UErrorCode error = U_ZERO_ERROR;
  const int32_t bytes = ucasemap_utf8ToLower(
      (const UCaseMap *)map, (char *)result, capacity, (const char *)text, length, &error);
  *status = error == U_BUFFER_OVERFLOW_ERROR ? U_ZERO_ERROR : error;
  return bytes;
}

void cicu_casemap_close(CICUCaseMap *map) { ucasemap_close((UCaseMap *)map); }

// MARK: Facts

const char *cicu_version(void) { return U_ICU_VERSION; }

const char *cicu_unicode_version(void) { return U_UNICODE_VERSION; }

const char *cicu_error_name(int status) { return u_errorName((UErrorCode)status); }

int32_t cicu_language(const char *locale, char language[ULOC_LANG_CAPACITY]) {
  UErrorCode error = U_ZERO_ERROR;
  const int32_t length = uloc_getLanguage(locale, language, ULOC_LANG_CAPACITY, &error);
  if (U_SUCCESS(error) && length < ULOC_LANG_CAPACITY) return length;
  language[0] = 0;
  return -1;
}

bool cicu_knows_locale(const char *locale) {
  char language[ULOC_LANG_CAPACITY];
  if (cicu_language(locale, language) < 0) return false;
  if (language[0] == 0 || strcmp(language, "root") == 0 || strcmp(language, "und") == 0) return true;
  // A language without an ISO 639-2 code is a misspelling.
  return uloc_getISO3Language(locale)[0] != 0;
}

const char *cicu_script(int32_t codePoint) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getShortName(uscript_getScript(codePoint, &error));
}

bool cicu_locale_uses_script(const char *locale, const char *script) {
  UScriptCode codes[16];
  UErrorCode error = U_ZERO_ERROR;
  const int32_t count = uscript_getCode(locale, codes, 16, &error);
  if (U_FAILURE(error) || count == 0) return true;
  for (int32_t i = 0; i < count; i += 1)
    if (strcmp(uscript_getShortName(codes[i]), script) == 0) return true;
  return false;
}
