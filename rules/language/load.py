"""Reads a site's folder from disk: the one file of this room that opens files, and only under that folder."""

import time
from pathlib import Path

from rules.language.compile import Compiled, Files, compiled
from rules.language.problem import Mark, Problem, RulebookError
from rules.rulebook import Rulebook

MAX_FEED = 64 * 1024 * 1024
_SUFFIXES = frozenset({".yaml", ".yml", ".html", ".csv", ".tsv", ".xml"})
_FOLDERS = frozenset({"fragments"})


def files(folder: Path) -> Files:
    """Return what a rulebook is made of: YAML, feeds and fragments; raise RulebookError when there is no folder."""
    if not folder.is_dir():
        raise RulebookError([Problem(Mark(str(folder)), "missing-folder", "there is no such folder")])
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix not in _SUFFIXES or not path.is_file() or path.stat().st_size > MAX_FEED:
            continue
        if len(inside.parts) == 1 or (len(inside.parts) == 2 and inside.parts[0] in _FOLDERS):
            found[inside.as_posix()] = path.read_bytes()
    return found


def inspect(folder: Path) -> Compiled:
    """Return the compiled folder with every problem; raise RulebookError only when there is no folder."""
    return compiled(files(folder), time.time())


def load(folder: Path) -> Rulebook:
    """Return the rulebook of a folder; raise RulebookError with all errors at once."""
    found = inspect(folder)
    if found.errors:
        raise RulebookError(found.errors)
    return found.rulebook
