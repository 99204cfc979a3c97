"""Asks the tables of a journal for its account: totals, the way to an order, rules, groups, lessons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from proxy.belonging import belonging
from proxy.journal import Note
from proxy.stores.journal.days import Days
from proxy.stores.journal.parquet import compacted, opened
from rules.decision import Reason
from rules.rulebook import Rulebook
from scoring import queries
from scoring.account import Account, Lesson, Pages, Rows

_SEGMENTS = pa.schema({"who": pa.string(), "note": pa.string(), "name": pa.string()})

_GROUP = ("sort", "name", "visitors", "returned", "visits", "orders", "customers", "again", "value")

GONE = "gone"
"""How a rule stands that people met and that no file has any more."""

_SPOKEN = frozenset({Reason.APPLIED, Reason.OTHERWISE, Reason.WAITING_FOR_MOMENT, Reason.OTHER_PAGE})
"""Reasons that say nothing of why a rule was not shown where it was asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an account is asked for: `stages` are pages by name; `segments` looks at each page of the journal anew."""

    stages: Sequence[str]
    keep: float
    groups: bool = False
    segments: bool = False


def account(days: Days, rulebook: Rulebook, asked: Asked) -> Account:
    """Return the account of people's visits; raise JournalError when no day was ever written."""
    tables = opened(ibis.duckdb.connect(), compacted(days))
    events = queries.people(tables)
    by_rule = _rows(queries.rules(events), "rule")
    groups, by_group = _grouped(tables, events, _segments(days, rulebook, asked)) if asked.groups else ((), ())
    names = list(days.names())
    return Account(
        days=(names[0], names[-1]),
        totals=_rows(queries.totals(events)),
        funnel=_rows(queries.funnel(events, asked.stages).select("stage", "visits")),
        rules=by_rule,
        groups=groups,
        rules_by_group=by_group,
        lessons=tuple(_lessons(rulebook, by_rule, _rows(queries.reasons(queries.asked(tables)), "rule"))),
    )


def _rows(table: Table, *order: str) -> Rows:
    found: Rows = (table.order_by(list(order)) if order else table).to_pyarrow().to_pylist()
    return found


def _segments(days: Days, rulebook: Rulebook, asked: Asked) -> Table | None:
    if not asked.segments:
        return None
    found = [dict(zip(_SEGMENTS.names, row, strict=True)) for row in belonging(_in_time(days), rulebook, asked.keep)]
    return ibis.memtable(pa.Table.from_pylist(found, schema=_SEGMENTS))


def _in_time(days: Days) -> Iterator[Note]:
    for day in days.names():
        yield from sorted(days.notes(day), key=attrgetter("at"))


def _grouped(tables: queries.Tables, events: Table, segments: Table | None) -> tuple[Rows, Rows]:
    groups = queries.groups(tables, segments)
    found = queries.by_group(events, groups)
    minutes = (found.seconds / 60.0 / found.visits).name("minutes")
    return (
        _rows(found.select(*_GROUP, minutes), "sort", "name"),
        _rows(queries.rules_by_group(events, groups), "sort", "name", "rule"),
    )


def _lessons(rulebook: Rulebook, by_rule: Rows, reasons: Rows) -> Iterator[Lesson]:
    """Yield a lesson for each rule of the site, and for each that only the journal still knows."""
    figures = {str(row["rule"]): row for row in by_rule}
    for rule in rulebook.rules:
        own = {str(row["reason"]): int(str(row["pages"])) for row in reasons if row["rule"] == rule.id}
        pages = Pages(own.get(Reason.WAITING_FOR_MOMENT, 0), own.get(Reason.APPLIED, 0), _silent(own))
        yield Lesson(rule.id, rule.name, rule.learn, rule.status, figures.get(rule.id), pages)
    known = {rule.id for rule in rulebook.rules}
    for name, row in figures.items():
        if name not in known:
            yield Lesson(name, name, "", GONE, row)


def _silent(own: Mapping[str, int]) -> tuple[str, int] | None:
    said = {reason: pages for reason, pages in own.items() if reason not in _SPOKEN}
    return max(said.items(), key=lambda pair: pair[1], default=None)
