"""`devanture codes`: the ledger of unique codes, as a table and as a file; nothing in it says who got one."""

import argparse
import asyncio
import csv
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from proxy.commands.compose import made, place_of_ledger
from proxy.edge.tasks import Tasks
from proxy.html.selector import selector_problem
from proxy.metrics import Metrics
from proxy.providers.codefile import CodeFileError, looked_through
from proxy.settings import Settings, SettingsError, read
from proxy.stores import StoreError
from proxy.stores.ledger import Given
from rules.codes import Pool
from rules.language.load import load
from rules.language.problem import RulebookError

NAME = "codes"
SUMMARY = "tell how many unique codes of each pool are given, expired and left"

COLUMNS = ("pool", "given", "expired", "left")
EXPORTED = ("pool", "code", "given", "until", "state")


@dataclass(frozen=True, slots=True)
class Told:
    """One pool: every code that was given, and how many are left, "" where only the shop's service knows."""

    pool: str
    given: Sequence[Given]
    left: str

    def row(self, now: float) -> tuple[str, ...]:
        expired = sum(_state(code, now) == "expired" for code in self.given)
        return (self.pool, str(len(self.given)), str(expired), self.left)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of what we keep")
    parser.add_argument("--store", metavar="STORE", help="where visitors are kept, when not in the data")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write every code that was given, as CSV")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "data", "store")}
    told = {name: value for name, value in named.items() if value is not None}
    try:
        # nobody asks the shop, but settings without one are none
        settings = read({"upstream": "http://127.0.0.1", **told}, arguments.settings)
        pools = load(settings.site, selector_problem).site.codes
        made(settings.data_folder)
        found, now = asyncio.run(_found(settings, pools)), time.time()
        if arguments.export:
            _export(arguments.export, found, now)
    except (SettingsError, StoreError, CodeFileError, RulebookError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for line in _table([COLUMNS, *(each.row(now) for each in found)]):
        print(line)
    return 0


async def _found(settings: Settings, pools: Mapping[str, Pool]) -> Sequence[Told]:
    if settings.store == "memory:":
        raise StoreError("store memory: is one running process's own: its /metrics tells of its codes")
    tasks = Tasks(Metrics())
    place = place_of_ledger(settings, tasks, Metrics())
    ledger = place.opened() if place.exists() else None
    try:
        given = {name: [code async for code in ledger.given(name)] if ledger else [] for name in pools}
    finally:
        await tasks.stop(1.0)
        if ledger is not None:
            await ledger.close()
    return [Told(name, given[name], _left(settings.site, pool, given[name])) for name, pool in pools.items()]


def _left(site: Path, pool: Pool, given: Sequence[Given]) -> str:
    """Return how many codes of a file nobody ever got."""
    if not pool.file:
        return ""
    file = looked_through(site / pool.file, pool.column)
    codes = {code for number in range(file.blocks) for code in file.block(number)}
    return str(len(codes.difference(code.code for code in given)))


def _export(file: Path, found: Sequence[Told], now: float) -> None:
    with file.open("w", encoding="utf-8", newline="") as written:
        rows = csv.writer(written)
        rows.writerow(EXPORTED)
        for told in found:
            for code in sorted(told.given, key=lambda code: (code.at, code.code)):
                rows.writerow((told.pool, code.code, _moment(code.at), _moment(code.until), _state(code, now)))


def _state(code: Given, now: float) -> str:
    return "good" if code.until is None or now < code.until else "expired"


def _moment(at: float | None) -> str:
    return "" if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    pads: Sequence[Callable[[str, int], str]] = (str.ljust, str.rjust, str.rjust, str.rjust)
    for row in rows:
        yield "  ".join(pad(cell, width) for pad, cell, width in zip(pads, row, widths, strict=True)).rstrip()
