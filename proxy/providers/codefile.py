"""Reads a pool of codes out of a file a few lines at a time, so that a million of them cost little memory."""

import asyncio
import csv
from array import array
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from rules.codes import Pool
from rules.rows import column as named

MOST_LINES = 1_000_000
LONGEST = 64
"""Characters of a code."""

BLOCK = 100
"""Lines that are offered to the ledger at once."""

_LONGEST_LINE = 16_384

AT_REST = 2.0
"""Seconds after which nobody is taken to be writing a file any more."""

Stamp = tuple[int, int, int]


class CodeFileError(Exception):
    """The file is no pool of codes, or not the one any more that was looked through; the message says why."""


@dataclass(frozen=True, slots=True)
class CodeFile:
    """A file that was looked through: `codes` counts different ones, `starts` are the offsets of its blocks."""

    path: Path
    stamp: Stamp
    codes: int
    starts: MutableSequence[int]
    cell: int | None = None
    separator: str = ","

    @property
    def blocks(self) -> int:
        return len(self.starts)

    def block(self, number: int) -> tuple[str, ...]:
        """Return the codes of one block; raise CodeFileError when the file has changed since. It blocks."""
        try:
            with self.path.open("rb") as file:
                if _stamp(self.path) != self.stamp:
                    raise CodeFileError(f"{self.path.name} has changed meanwhile")
                file.seek(self.starts[number])
                rows = (_code(file.readline(_LONGEST_LINE), number * BLOCK + row, self) for row in range(BLOCK))
                return tuple(code for code in rows if code)
        except OSError as error:
            raise CodeFileError(f"{self.path.name} cannot be read: {error.strerror}") from error


@dataclass(slots=True)
class CodeFiles:
    """The files of one site, in its `folder`; `clock` gives Unix seconds."""

    folder: Path
    clock: Callable[[], float]
    _found: dict[Pool, CodeFile] = field(default_factory=dict, init=False)
    _looking: dict[Pool, asyncio.Lock] = field(default_factory=dict, init=False)

    async def found(self, pool: Pool) -> CodeFile:
        """Return the file as it was looked through, anew where it has changed; CodeFileError while it is written to."""
        async with self._looking.setdefault(pool, asyncio.Lock()):
            known = self._found.get(pool)
            if known is None or not await asyncio.to_thread(_is_same, known):
                self._found[pool] = known = await asyncio.to_thread(self._looked, pool)
            return known

    def _looked(self, pool: Pool) -> CodeFile:
        path = self.folder / pool.file
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise CodeFileError(f"{pool.file} is a link that leads out of the folder")
        # while somebody writes, the last line may be half a code
        if path.exists() and abs(self.clock() - path.stat().st_mtime) < AT_REST:
            raise CodeFileError(f"{pool.file} is being written to")
        return looked_through(path, pool.column)


def looked_through(path: Path, column: str = "") -> CodeFile:
    """Return the file; raise CodeFileError when it is no pool of codes. It blocks."""
    try:
        stamp = _stamp(path)
        with path.open("rb") as file:
            found = CodeFile(path, stamp, 0, array("Q"), *_head(file, column))
            return _counted(file, found)
    except OSError as error:
        raise CodeFileError(f"{path.name} cannot be read: {error.strerror}") from error


def _is_same(file: CodeFile) -> bool:
    try:
        return _stamp(file.path) == file.stamp
    except OSError:
        return False


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _head(file: BinaryIO, column: str) -> tuple[int | None, str]:
    """Read past a byte order mark, and past the names of the columns where codes stand in one."""
    if file.read(3) != b"\xef\xbb\xbf":
        file.seek(0)
    if not column:
        return None, ","
    line = _text(file.readline(), 0)
    separator = max(",;\t|", key=line.count)
    names = [named(name) for name in next(csv.reader([line], delimiter=separator), [])]
    if named(column) not in names:
        raise CodeFileError(f'there is no column "{column}": its columns are {", ".join(names)}')
    return names.index(named(column)), separator


def _counted(file: BinaryIO, found: CodeFile) -> CodeFile:
    # hashes of the lines, not the lines: a million of them take 60 MB less
    different, lines = set[int](), 0
    start = file.tell()
    for line in iter(partial(file.readline, _LONGEST_LINE), b""):
        if lines == MOST_LINES:
            raise CodeFileError(f"it has more than {MOST_LINES} lines: make a second pool of the rest")
        if lines % BLOCK == 0:
            found.starts.append(start)
        code = _code(line, lines, found)
        if code:
            different.add(hash(code))
        lines, start = lines + 1, start + len(line)
    return CodeFile(found.path, found.stamp, len(different), found.starts, found.cell, found.separator)


def _code(line: bytes, number: int, of: CodeFile) -> str:
    """Return the code of a line, "" of an empty one."""
    if len(line) == _LONGEST_LINE:
        raise CodeFileError(f"line {number + 1} is too long")
    text = _text(line, number).strip()
    if of.cell is not None and text:
        cells = next(csv.reader([text], delimiter=of.separator), [])
        text = cells[of.cell].strip() if of.cell < len(cells) else ""
    if len(text) > LONGEST or not (text.isprintable() or not text):
        raise CodeFileError(f"line {number + 1} is no code: it has {LONGEST} characters at most, all of them visible")
    return text


def _text(line: bytes, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise CodeFileError(f"line {number + 1} is not UTF-8") from error
