"""Reads YAML 1.2 core text into plain values that remember where they stood; the one place that may say Any."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from rules.language.problem import Mark, Problem, RulebookError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_ALIASES = 100

Path = tuple[str | int, ...]

# YAML 1.2.2, 10.3.2: the core schema's own expressions; "NO", "on" and 12:30 stay text.
_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: its plain value, and the mark of every value (by path) and of every key."""

    file: str
    text: str
    value: Any
    values: Mapping[Path, Mark] = field(default_factory=dict)
    keys: Mapping[Path, Mark] = field(default_factory=dict)

    def problem(self, path: Path, code: str, message: str, *, key: bool = False) -> Problem:
        """Return a problem at the value of `path`, or at its key; at the nearest parent when the path is not there."""
        marks = self.keys if key else self.values
        found = marks.get(path)
        while found is None and path:
            path = path[:-1]
            found = self.values.get(path)
        return problem_at(found or Mark(self.file), self.text, code, message)

    def line(self, path: Path) -> int:
        mark = self.keys.get(path) or self.values.get(path)
        return mark.line if mark else 1


def problem_at(mark: Mark, text: str, code: str, message: str) -> Problem:
    """Return a problem with up to two source lines before the marked one."""
    lines = text.splitlines()
    first = max(1, mark.line - 2)
    excerpt = tuple((n, lines[n - 1]) for n in range(first, mark.line + 1) if n <= len(lines))
    return Problem(mark, code, message, excerpt=excerpt)


def read(file: str, raw: bytes) -> Document:
    """Parse one document; raise RulebookError for what YAML, or our limits, do not allow."""
    if len(raw) > MAX_BYTES:
        raise RulebookError([Problem(Mark(file), "too-large", f"the file is over {MAX_BYTES} bytes")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RulebookError(
            [Problem(Mark(file, line), "not-utf-8", "save the file as UTF-8: this line holds another encoding")]
        ) from error
    try:
        return _Composer(file, text).document()
    except yaml.MarkedYAMLError as error:
        raise RulebookError([_syntax(file, text, error)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        mark = Mark(file, line)
        raise RulebookError([problem_at(mark, text, "syntax", "this line holds a control character")]) from error


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    at = error.problem_mark or error.context_mark
    mark = Mark(file, at.line + 1, at.column + 1) if at else Mark(file)
    message = error.problem or "this is not YAML"
    hint = " (indent with spaces, never tabs)" if "\\t" in message else ""
    return problem_at(mark, text, "syntax", message + hint)


@dataclass(slots=True)
class _Composer:
    """Builds values from the event stream, so that depth and aliases are bounded before anything is built."""

    file: str
    text: str
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    anchors: dict[str, Any] = field(default_factory=dict)
    aliases: int = 0
    events: Iterator[yaml.Event] = field(init=False)

    def document(self) -> Document:
        self.events = yaml.parse(self.text, Loader=yaml.SafeLoader)
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return Document(self.file, self.text, None)
        value = self._value(next(self.events), ())
        next(self.events)
        rest = next(self.events)
        if not isinstance(rest, yaml.StreamEndEvent):
            raise self._wrong(rest, "syntax", 'one document a file: remove the second "---"')
        return Document(self.file, self.text, value, self.values, self.keys)

    def _value(self, event: yaml.Event, path: Path) -> Any:
        self.values.setdefault(path, self._mark(event))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self._wrong(event, "tag", f'"{tag}" is a tag; tags are not allowed')
        value = self._built(event, path)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor] = value
        return value

    def _built(self, event: yaml.Event, path: Path) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event) if event.implicit[0] else event.value
        if len(path) >= MAX_DEPTH:
            raise self._wrong(event, "too-deep", f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _alias(self, event: yaml.AliasEvent) -> Any:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self._wrong(event, "too-many-aliases", f"more than {MAX_ALIASES} aliases")
        if event.anchor not in self.anchors:
            raise self._wrong(event, "unknown-alias", f'there is no anchor "&{event.anchor}" above')
        return self.anchors[event.anchor]

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        event = next(self.events)
        while not isinstance(event, yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
            event = next(self.events)
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        event = next(self.events)
        while not isinstance(event, yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._wrong(event, "key-not-text", "a key must be text")
            name = event.value
            if name in mapping:
                first = self.keys[(*path, name)].line
                raise self._wrong(event, "duplicate-key", f'"{name}" stands here and in line {first}; keep one')
            self.keys[(*path, name)] = self._mark(event)
            mapping[name] = self._value(next(self.events), (*path, name))
            event = next(self.events)
        return mapping

    def _mark(self, event: yaml.Event) -> Mark:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Mark(self.file)
        length = end.column - start.column if end.line == start.line else 1
        return Mark(self.file, start.line + 1, start.column + 1, max(1, length))

    def _wrong(self, event: yaml.Event, code: str, message: str) -> RulebookError:
        return RulebookError([problem_at(self._mark(event), self.text, code, message)])


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    text = event.value
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    if _INT.fullmatch(text) and len(text) <= 15:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) and len(text) <= 30 else str(text)
