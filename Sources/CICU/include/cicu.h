// The few functions of ICU that the toolkit needs, without ICU's headers: ICU renames its functions
// by macros, which Swift cannot import, and Foundation carries an ICU of its own whose C types have
// the same names. Text is UTF-8 throughout. `status` is ICU's UErrorCode: above zero is failure.
#ifndef CICU_H
#define CICU_H

#include <stdbool.h>
#include <stdint.h>

// MARK: Boundaries

typedef struct CICUBreaker CICUBreaker;

enum CICUBreakKind { CICU_CHARACTERS, CICU_WORDS };

/// Unicode's own rules as ICU tailors them for a locale.
CICUBreaker *cicu_breaker_open(enum CICUBreakKind kind, const char *locale, int *status);

/// Rules in ICU's rule language, compiled here (milliseconds). On failure `line` and `column` tell
/// where in the rules.
CICUBreaker *cicu_breaker_compile(
    const char *rules, int32_t length, int32_t *line, int32_t *column, int *status);

/// A copy for another thread (microseconds); the compiled rules are shared.
CICUBreaker *cicu_breaker_clone(const CICUBreaker *breaker, int *status);

/// The ends of the text's first segments, and what the matching rule says of each: those that end
/// within `limit` bytes, at most `capacity`. Returns their number.
int32_t cicu_breaker_segments(
    CICUBreaker *breaker, const uint8_t *text, int32_t length, int32_t limit, int32_t *ends,
    int32_t *rules, int32_t capacity, int *status);

void cicu_breaker_close(CICUBreaker *breaker);

// MARK: Normalization and case

typedef struct CICUNormalizer CICUNormalizer;

enum CICUNormalForm { CICU_NFC, CICU_NFKC };

CICUNormalizer *cicu_normalizer_open(enum CICUNormalForm form, int *status);

/// Writes the normalized text; returns its length, which may exceed `capacity`: then call again.
int32_t cicu_normalizer_apply(
    CICUNormalizer *normalizer, const uint8_t *text, int32_t length, uint8_t *result,
    int32_t capacity, int *status);

/// Whether text before the code point never interacts with it.
bool cicu_normalizer_has_boundary_before(const CICUNormalizer *normalizer, int32_t codePoint);

void cicu_normalizer_close(CICUNormalizer *normalizer);

typedef struct CICUCaseMap CICUCaseMap;

CICUCaseMap *cicu_casemap_open(const char *locale, int *status);

/// Lowercases by the locale's rules; returns the length, which may exceed `capacity`.
int32_t cicu_casemap_lower(
    const CICUCaseMap *map, const uint8_t *text, int32_t length, uint8_t *result, int32_t capacity,
    int *status);

void cicu_casemap_close(CICUCaseMap *map);

// MARK: Facts

const char *cicu_version(void);
const char *cicu_unicode_version(void);
const char *cicu_error_name(int status);

/// Whether a language of this code is known to ICU's data (`root` is).
bool cicu_knows_locale(const char *locale);

/// The locale's language in its shortest form, `fr` for `FR`, `fra` and `fr-CA`; "" for none. Returns
/// its length, at most 11.
int32_t cicu_language(const char *locale, char language[12]);

/// The script of a code point as its four-letter code (`Latn`, `Zyyy` for what all share).
const char *cicu_script(int32_t codePoint);

/// Whether the script is one a language of this locale is written in; true where ICU does not know.
bool cicu_locale_uses_script(const char *locale, const char *script);

#endif
