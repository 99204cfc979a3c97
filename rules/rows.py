"""Reads the rows of a product feed out of CSV or of Google Merchant's XML, whatever shop wrote it."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from xml.parsers import expat

MAX_ROWS = 200_000
MAX_CELL = 131_072

_GOOGLE = "http://base.google.com/ns/1.0"
_ITEMS = frozenset({"item", "entry"})
_UNUSUAL = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One product as the file tells it: cells by column name, which is in small letters with "_" for all else."""

    line: int
    cells: Mapping[str, str] = field(hash=False)


class FeedError(Exception):
    """The file as a whole cannot be read; `line` is where reading ended."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def column(name: str) -> str:
    """Return a column's name as rows use it: "Variant Price" is "variant_price", "g:id" is "id"."""
    return _UNUSUAL.sub("_", name.strip().lower().removeprefix("g:")).strip("_")


def decoded(raw: bytes) -> str:
    """Return the text of a file that Excel or a shop wrote: UTF-8, UTF-16 with its mark, else windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("windows-1252", "replace")


def csv_rows(raw: bytes) -> Iterator[Row]:
    """Yield the rows below the header; cells are separated by whatever the header has most of: , ; tab or |."""
    text = decoded(raw).replace("\0", "")
    header = text.split("\n", 1)[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t|", key=header.count))
    try:
        names = [column(name) for name in next(reader, [])]
        for cells in islice(reader, MAX_ROWS):
            if any(cells):
                named = zip(names, (cell.strip() for cell in cells), strict=False)
                yield Row(reader.line_num, {name: cell for name, cell in named if cell})
    except csv.Error as error:
        raise FeedError(reader.line_num, f"this is not CSV: {error}") from error


def xml_rows(raw: bytes) -> Iterator[Row]:
    """Return the items of an RSS feed or the entries of an Atom feed, with Google's own names before all others."""
    reading = _Items()
    try:
        reading.parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise FeedError(error.lineno, f"this is not XML: {expat.errors.messages[error.code]}") from error
    return iter(reading.rows)


class _Items:
    """Collects the direct children of every item; a document type is refused, for entities are declared in it."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.cells: dict[str, str] = {}
        self.text: list[str] = []
        self.line = 0
        self.depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """Count how deep in an item we are: 1 in the item itself, 2 in its children, 0 outside."""
        if self.depth or _local(name) in _ITEMS:
            self.depth += 1
        if self.depth == 1:
            self.cells, self.line = {}, self.parser.CurrentLineNumber
        elif self.depth == 2:
            self.text = [attributes.get("href", "")] if attributes.get("rel", "alternate") == "alternate" else []

    def _end(self, name: str) -> None:
        if self.depth == 2:
            self._keep(name, "".join(self.text)[:MAX_CELL].strip())
        elif self.depth == 1 and len(self.rows) < MAX_ROWS:
            self.rows.append(Row(self.line, self.cells))
        self.depth = max(0, self.depth - 1)

    def _keep(self, name: str, text: str) -> None:
        key = column(_local(name))
        if text and (key not in self.cells or name.startswith(_GOOGLE)):
            self.cells[key] = text

    def _characters(self, text: str) -> None:
        if self.depth == 2:
            self.text.append(text)

    def _doctype(self, *_declared: object) -> None:
        message = "a document type is not allowed in a feed: remove <!DOCTYPE ...>"
        raise FeedError(self.parser.CurrentLineNumber, message)


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]
