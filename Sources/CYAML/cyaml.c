#include "cyaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct CYAMLReader {
  yaml_parser_t parser;
  yaml_event_t event;  // the last one, which owns what was handed out
  char problem[200];
  uint8_t text[];
};

CYAMLReader *cyaml_open(const uint8_t *text, int64_t length) {
  CYAMLReader *reader = calloc(1, sizeof *reader + (size_t)length);
  if (!reader) return NULL;
  if (!yaml_parser_initialize(&reader->parser)) {
    free(reader);
    return NULL;
  }
  if (length > 0) memcpy(reader->text, text, (size_t)length);
  yaml_parser_set_input_string(&reader->parser, reader->text, (size_t)length);
  yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);  // else a mark decides
  return reader;
}

static void set_place(struct CYAMLEvent *result, yaml_mark_t mark) {
  result->line = (int64_t)mark.line + 1;
  result->column = (int64_t)mark.column + 1;
}

/// Where a byte stands: of characters that may not be, libyaml tells no line.
static void set_place_of_byte(struct CYAMLEvent *result, const uint8_t *text, size_t offset) {
  yaml_mark_t mark = {0};
  for (size_t index = 0; index < offset; index += 1) {
    if (text[index] == '\n') {
      mark.line += 1;
      mark.column = 0;
    } else if ((text[index] & 0xC0) != 0x80) {
      mark.column += 1;
    }
  }
  set_place(result, mark);
}

/// What went wrong, and in what: "did not find expected key while parsing a block mapping that begins
/// on line 3". The latter line is often the one to mend.
static void describe(const yaml_parser_t *parser, char *text, size_t capacity) {
  const char *problem = parser->problem ? parser->problem : "memory ran out";
  if (!parser->context) {
    snprintf(text, capacity, "%s", problem);
  } else if (parser->context_mark.line == parser->problem_mark.line) {
    snprintf(text, capacity, "%s %s", problem, parser->context);
  } else {
    snprintf(
        text, capacity, "%s %s that begins on line %zu", problem, parser->context,
        parser->context_mark.line + 1);
  }
}

static struct CYAMLEvent failure(CYAMLReader *reader) {
  const yaml_parser_t *parser = &reader->parser;
  describe(parser, reader->problem, sizeof reader->problem);
  struct CYAMLEvent result = {.kind = CYAML_FAILURE, .text = (const uint8_t *)reader->problem};
  result.length = (int64_t)strlen(reader->problem);
  if (parser->error == YAML_READER_ERROR) {
    set_place_of_byte(&result, reader->text, parser->problem_offset);
  } else {
    set_place(&result, parser->problem_mark);
  }
  return result;
}

/// A collection's or a scalar's properties.
static void set_properties(
    struct CYAMLEvent *result, enum CYAMLKind kind, const yaml_char_t *anchor,
    const yaml_char_t *tag) {
  result->kind = kind;
  result->anchor = (const char *)anchor;
  result->tag = (const char *)tag;
}

/// Whether the event is one that the interface has.
static bool translate(const yaml_event_t *event, struct CYAMLEvent *result) {
  set_place(result, event->start_mark);
  switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: result->kind = CYAML_DOCUMENT; return true;
    case YAML_SCALAR_EVENT:
      set_properties(
          result, CYAML_SCALAR, event->data.scalar.anchor, event->data.scalar.tag);
      result->text = event->data.scalar.value;
      result->length = (int64_t)event->data.scalar.length;
      result->isPlain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
      return true;
    case YAML_SEQUENCE_START_EVENT:
      set_properties(
          result, CYAML_SEQUENCE, event->data.sequence_start.anchor,
          event->data.sequence_start.tag);
      return true;
    case YAML_MAPPING_START_EVENT:
      set_properties(
          result, CYAML_MAPPING, event->data.mapping_start.anchor, event->data.mapping_start.tag);
      return true;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: result->kind = CYAML_CLOSE; return true;
    case YAML_ALIAS_EVENT:
      result->kind = CYAML_ALIAS;
      result->text = event->data.alias.anchor;
      result->length = (int64_t)strlen((const char *)event->data.alias.anchor);
      return true;
    case YAML_STREAM_END_EVENT:
    case YAML_NO_EVENT: result->kind = CYAML_END; return true;
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT: return false;
  }
  return false;
}

struct CYAMLEvent cyaml_next(CYAMLReader *reader) {
  for (;;) {
    struct CYAMLEvent result = {0};
    yaml_event_delete(&reader->event);
    if (!yaml_parser_parse(&reader->parser, &reader->event)) return failure(reader);
    if (translate(&reader->event, &result)) return result;
  }
}

void cyaml_close(CYAMLReader *reader) {
  yaml_event_delete(&reader->event);
  yaml_parser_delete(&reader->parser);
  free(reader);
}
