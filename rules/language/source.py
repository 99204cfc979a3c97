"""Reads YAML 1.2 core text into plain values that remember where they stood; the one place that may say Any."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from rules.language.problem import Mark, Problem, RulebookError
from rules.language.syntax import slip

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_ALIASES = 100
MAX_COPIES = 20_000
"""Values that all aliases of a file may stand for together: nine lists of nine lists ... grow past any memory."""

Path = tuple[str | int, ...]

# YAML 1.2.2, 10.3.2: the core schema's own expressions; "NO", "on" and 12:30 stay text. So do 0x1F, 0o17, .inf and
# .nan, against the schema: a person who writes one means a product's number or a word.
_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

# What an escape such as "\0" or "\ud800" can bring in: no page may hold it, and no charset can write half a pair.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile("[\u00a0\u200b-\u200f\u2028-\u202f\u2060\ufeff]")


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
    excerpt = tuple((n, _CONTROL.sub("\ufffd", lines[n - 1])) for n in range(first, mark.line + 1) if n <= len(lines))
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
        column = error.position - text.rfind("\n", 0, error.position)
        message = f"U+{ord(text[error.position]):04X} is a control character: delete it"
        raise RulebookError([problem_at(Mark(file, line, column), text, "control-character", message)]) from error


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    at, message = slip(error)
    mark = Mark(file, at.line + 1, at.column + 1) if at else Mark(file)
    return problem_at(mark, text, "syntax", message)


@dataclass(slots=True)
class _Composer:
    """Builds values from the event stream, so that depth and aliases are bounded before anything is built."""

    file: str
    text: str
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    anchors: dict[str, Any] = field(default_factory=dict)
    aliases: int = 0
    copies: int = 0
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
            return self._alias(event, path)
        self._untagged(event)
        value = self._built(event, path)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor] = value
        return value

    def _built(self, event: yaml.Event, path: Path) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            self._printable(event)
            return _scalar(event.value) if event.implicit[0] else event.value
        if len(path) >= MAX_DEPTH:
            raise self._wrong(event, "too-deep", f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _alias(self, event: yaml.AliasEvent, path: Path) -> Any:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self._wrong(event, "too-many-aliases", f"more than {MAX_ALIASES} aliases in one file")
        if event.anchor not in self.anchors:
            message = f'there is no "&{event.anchor}" above; text that begins with "*" needs quotes'
            raise self._wrong(event, "unknown-alias", message)
        value = self.anchors[event.anchor]
        for depth in _depths(value):
            self.copies += 1
            if self.copies > MAX_COPIES:
                raise self._wrong(event, "too-many-aliases", f"aliases stand for more than {MAX_COPIES} values")
            if len(path) + depth > MAX_DEPTH:
                raise self._wrong(event, "too-deep", f"nested deeper than {MAX_DEPTH} levels")
        return value

    def _untagged(self, event: yaml.Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self._wrong(event, "tag", f'"{tag}" is a tag; text that begins with "!" needs quotes')

    def _printable(self, event: yaml.ScalarEvent) -> None:
        found = _CONTROL.search(event.value)
        if found:
            message = f"this text holds U+{ord(found.group()):04X}, which may not stand on a page"
            raise self._wrong(event, "control-character", message)

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
            name = self._key(event)
            if name in mapping:
                first = self.keys[(*path, name)].line
                raise self._wrong(event, "duplicate-key", f'"{name}" stands here and in line {first}; keep one')
            self.keys[(*path, name)] = self._mark(event)
            mapping[name] = self._value(next(self.events), (*path, name))
            event = next(self.events)
        return mapping

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._wrong(event, "key-not-text", "a key must be text; text with braces or brackets needs quotes")
        self._untagged(event)
        self._printable(event)
        if _UNSEEN.search(event.value):
            raise self._wrong(event, "unseen-space", "a space in this is not a plain one: delete it and type it anew")
        return str(event.value)

    def _mark(self, event: yaml.Event) -> Mark:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Mark(self.file)
        length = end.column - start.column if end.line == start.line else 1
        return Mark(self.file, start.line + 1, start.column + 1, max(1, length))

    def _wrong(self, event: yaml.Event, code: str, message: str) -> RulebookError:
        return RulebookError([problem_at(self._mark(event), self.text, code, message)])


def _scalar(text: str) -> str | int | float | bool | None:
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    if _INT.fullmatch(text) and len(text) <= 15:
        return int(text)
    number = float(text) if _FLOAT.fullmatch(text) and len(text) <= 30 else math.inf
    return number if math.isfinite(number) else text


def _depths(value: object, depth: int = 0) -> Iterator[int]:
    """Yield for each value in a value how many levels below it that stands."""
    yield depth
    if isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _depths(item, depth + 1)
