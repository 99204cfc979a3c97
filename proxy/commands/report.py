"""`devanture report`: what the journal tells of visits, of the way to an order, and of each rule."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from proxy.commands.past import ANALYSIS
from proxy.settings import SettingsError, read
from proxy.stores import StoreError
from proxy.stores.journal.days import Days, JournalError

NAME = "report"
SUMMARY = "tell what the journal knows of visits, of the way to an order, and of each rule"

STAGES = ("home", "category", "product", "cart", "checkout", "thanks")

Rows = Sequence[Mapping[str, object]]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of what we keep")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="the folder of day files, when not the settings'")
    parser.add_argument(
        "--stages", default=",".join(STAGES), metavar="PAGES", help=f"the way to an order (default: {','.join(STAGES)})"
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "data")}
    told = {name: value for name, value in named.items() if value is not None}
    try:
        # nobody asks the shop, but settings without one are none
        settings = read({"upstream": "http://127.0.0.1", **told}, arguments.settings)
        folder = arguments.journal or settings.days_folder
        if not folder.is_dir():
            raise JournalError(f"{folder} is no journal: name its folder by --journal")  # told below
        for line in _told(Days(folder), arguments.stages.split(",")):
            print(line)
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _told(days: Days, stages: Sequence[str]) -> Iterator[str]:
    try:
        import ibis  # noqa: PLC0415  # an extra that may not be there, as all that asks by it

        from proxy.stores.journal.parquet import compacted, opened  # noqa: PLC0415
        from scoring import queries  # noqa: PLC0415
    except ImportError as error:
        problem = f"report needs packages that are not installed ({error.name}): {ANALYSIS}"
        raise SettingsError((problem,)) from error
    events = queries.people(opened(ibis.duckdb.connect(), compacted(days)))
    yield from _table(queries.totals(events).to_pyarrow().to_pylist())
    yield from _table(queries.funnel(events, stages).select("stage", "visits").to_pyarrow().to_pylist())
    yield from _table(queries.rules(events).order_by("rule").to_pyarrow().to_pylist())


def _table(rows: Rows) -> Iterator[str]:
    """Yield a table of text and an empty line; columns of numbers stand to the right."""
    if not rows:
        return
    texts = [[_text(value) for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(rows[0], *texts, strict=True)]
    numbers = [not isinstance(value, str) for value in rows[0].values()]
    for line in (list(rows[0]), *texts):
        cells = zip(line, widths, numbers, strict=True)
        yield "  ".join(text.rjust(width) if number else text.ljust(width) for text, width, number in cells).rstrip()
    yield ""


def _text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
