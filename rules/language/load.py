"""Reads a site's folder from disk: the one file of this room that opens files, and only under that folder."""

import time
from collections.abc import Iterator
from pathlib import Path

from rules.language.compile import Compiled, Files, compiled
from rules.language.names import CssCheck, unchecked
from rules.language.problem import Mark, Problem, RulebookError
from rules.rulebook import Rulebook

MAX_FILE = 64 * 1024 * 1024
"""Bytes of one file, which is what a feed may hold."""

_SUFFIXES = frozenset({".yaml", ".yml", ".html", ".csv", ".tsv", ".xml", ".json"})


def files(folder: Path) -> Files:
    """Return what a rulebook is made of: YAML, feeds, fragments, and what was learned.

    Raise RulebookError when there is no folder, or for every file in it that cannot be read.
    """
    if not folder.is_dir():
        raise RulebookError([Problem(Mark(str(folder)), "missing-folder", "there is no such folder")])
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in _paths(folder):
        name = _name(path, folder)
        try:
            found[name] = _read(path, folder)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            problems.append(Problem(Mark(name), "unreadable-file", f"this file cannot be read: {reason}"))
    if problems:
        raise RulebookError(problems)
    return found


def inspect(folder: Path, css_problem: CssCheck = unchecked) -> Compiled:
    """Return the compiled folder with every problem; raise RulebookError only when its files cannot be read."""
    return compiled(files(folder), time.time(), css_problem)


def load(folder: Path, css_problem: CssCheck = unchecked) -> Rulebook:
    """Return the rulebook of a folder; raise RulebookError with all errors at once."""
    found = inspect(folder, css_problem)
    if found.errors:
        raise RulebookError(found.errors)
    return found.rulebook


def _paths(folder: Path) -> Iterator[Path]:
    for place in (folder, folder / "fragments"):
        yield from (path for path in sorted(place.glob("*")) if path.suffix in _SUFFIXES and path.is_file())


def _name(path: Path, folder: Path) -> str:
    """Return a path inside the folder as text; a name in no charset is told as far as it can be."""
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()


def _read(path: Path, folder: Path) -> bytes:
    """A Kubernetes volume is made of links, but they stay inside of it."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError("it is a link that leads out of the folder")
    if path.stat().st_size > MAX_FILE:
        raise ValueError(f"it is over {MAX_FILE} bytes")
    return path.read_bytes()
