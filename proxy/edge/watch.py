"""Keeps the rules as the site's folder says: builds beside and swaps, or keeps the old and tells why."""

import asyncio
import logging
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change, awatch

from proxy.html.selector import selector_problem
from proxy.pipeline import Pipeline
from rules.language.load import load
from rules.language.problem import Problem, RulebookError

_log = logging.getLogger(__name__)

_WATCHED = frozenset({".yaml", ".yml", ".html", ".csv", ".tsv", ".xml", ".json"})


@dataclass(slots=True)
class Watch:
    """`problems` are those of the last load, none when its rules are in force; `kept` is no part of the site."""

    folder: Path
    kept: Path
    pipeline: Pipeline
    problems: tuple[Problem, ...] = ()
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def reload(self) -> bool:
        """Put the folder's rules in force; with any error in them the rules in force stay, and False is returned."""
        async with self._one:
            try:
                rulebook = await asyncio.to_thread(load, self.folder, selector_problem)
            except RulebookError as error:
                self.problems = error.problems
                _log.error("%s:\n%s", self._meanwhile(), error)
                return False
            mended, self.problems = bool(self.problems), ()
            if mended or rulebook.digest != self.pipeline.rulebook.digest:
                _log.info("%d rules of %s are in force", len(rulebook.rules), self.folder)
            self.pipeline.rulebook = rulebook
            self.pipeline.fuses.reset()
            return True

    def _meanwhile(self) -> str:
        if self.pipeline.rulebook.digest:
            return "the rules stay as they were"
        return "no rule is in force: the shop's pages pass as they are until this is mended"

    async def run(self) -> None:
        """Reload on each change, for ever; a folder that goes away is an OSError."""
        async for _ in awatch(self.folder, watch_filter=self.concerns, debounce=200, step=50):
            await self.reload()

    def concerns(self, _change: Change, path: str) -> bool:
        changed = Path(path)
        return changed.suffix in _WATCHED and not changed.is_relative_to(self.kept.absolute())


@dataclass(slots=True)
class OffSwitch:
    """A file that, while it is there, makes every worker a plain proxy; it outlives a restart."""

    file: Path
    pipeline: Pipeline
    _held: bool | None = None

    async def look(self) -> None:
        enabled = not await asyncio.to_thread(self.file.exists) if self._held is None else self._held
        if enabled != self.pipeline.enabled:
            _log.warning("personalization is %s (%s)", "on" if enabled else "off", self.file)
        self.pipeline.enabled = enabled

    async def turn(self, *, on: bool) -> None:
        """Turn it at once; where the file cannot be written, as on a full disk, it holds until this process ends."""
        self._held = None
        try:
            await asyncio.to_thread(self._write, on)
        except OSError as error:
            _log.error("the off switch cannot be kept in %s: %s", self.file, error)
            self._held = on
        await self.look()

    def _write(self, on: bool) -> None:
        if on:
            self.file.unlink(missing_ok=True)
        else:
            self.file.touch()
