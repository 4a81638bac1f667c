// Reads YAML 1.1 as events, one after another. No header of libyaml is visible to the importer.
#ifndef CYAML_H
#define CYAML_H

#include <stdbool.h>
#include <stdint.h>

typedef struct CYAMLReader CYAMLReader;

enum CYAMLKind {
  CYAML_DOCUMENT,  // one begins
  CYAML_SCALAR,
  CYAML_SEQUENCE,
  CYAML_MAPPING,  // keys and values follow in turn
  CYAML_CLOSE,    // the end of the innermost sequence or mapping
  CYAML_ALIAS,
  CYAML_END,
  CYAML_FAILURE,
};

struct CYAMLEvent {
  enum CYAMLKind kind;
  /// A scalar's value, an alias's name, or what libyaml has to say of a failure; else NULL. Values
  /// are UTF-8 and may hold zeros.
  const uint8_t *text;
  int64_t length;
  /// Counted from 1; columns are in code points. As YAML 1.1 has it, U+0085, U+2028 and U+2029 end
  /// a line too.
  int64_t line, column;
  bool isPlain;        // a scalar without quotes
  const char *anchor;  // or NULL
  const char *tag;     // or NULL
};

/// A reader of UTF-8, which is copied; NULL if memory ran out.
CYAMLReader *cyaml_open(const uint8_t *text, int64_t length);

/// The next event, whose strings last until the next call. Nothing comes after the end or a failure.
struct CYAMLEvent cyaml_next(CYAMLReader *reader);

void cyaml_close(CYAMLReader *reader);

#endif
