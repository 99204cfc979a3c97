"""What is asked of a journal, written once: Ibis expressions for DuckDB, and for Spark when a shop outgrows it.

The tables are those of Parquet that proxy/stores/journal/parquet.py makes; nothing here opens a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import Table, Value

from scoring.event import SIGNALS, Kind
from scoring.visitor import IDLE

_VISIT = ("who", "visit")
_ORDER = ("at", "note", "place")

_ANSWERS = (Kind.RATED.value, Kind.HELPED.value, Kind.CAPTURED.value)
"""Kinds that name the rule which they answer."""

_DEEDS = (Kind.ADDED.value, Kind.CHOSE.value)
"""Kinds that count for every rule that was shown before."""


@dataclass(frozen=True, slots=True)
class Tables:
    """A journal as tables: a row for each event, page and verdict."""

    events: Table
    pages: Table
    verdicts: Table


def people(tables: Tables) -> Table:
    """Return the events of people: neither what a robot asked for nor what its browser told between two pages."""
    robots, others = _by_robots(tables.pages)
    alone = robots.anti_join(others, "who").select("who").distinct()
    told = tables.events.anti_join(robots, "note")
    between = told.semi_join(alone, "who").anti_join(tables.pages, "note")
    return told.anti_join(between.select("note").distinct(), "note")


def asked(tables: Tables) -> Table:
    """Return the verdicts on the pages of people."""
    return tables.verdicts.anti_join(_by_robots(tables.pages)[0], "note")


def _by_robots(pages: Table) -> tuple[Table, Table]:
    """Return the pages that robots asked for, and the others."""
    is_robot = pages.kind.isin(["bot", "suspect"])
    return pages.filter(is_robot), pages.filter(~is_robot)


def numbered(events: Table) -> Table:
    """Return the events that make up visits, with the number of the visit: one ends with 30 idle minutes."""
    acts = events.filter(events.kind.notin(sorted(kind.value for kind in SIGNALS)))
    pause = acts.at - acts.at.lag(1).over(group_by=acts.who, order_by=[acts[name] for name in _ORDER])
    begun = acts.mutate(begins=(pause.isnull() | (pause > IDLE)).cast("int64"))
    so_far = ibis.cumulative_window(group_by=begun.who, order_by=[begun[name] for name in _ORDER])
    return begun.mutate(visit=begun.begins.sum().over(so_far)).drop("begins")


def visits(events: Table) -> Table:
    """Return a row for each visit: who, visit, begin, end, source, pages, added, ordered, value."""
    acts = numbered(events)
    bought = acts.kind == Kind.ORDERED.value
    return acts.group_by(*_VISIT).aggregate(
        begin=acts.at.min(),
        end=acts.at.max(),
        source=acts.subject.max(where=acts.kind == Kind.ARRIVED.value),
        pages=(acts.kind == Kind.SEEN.value).cast("int64").sum(),
        added=(acts.kind == Kind.ADDED.value).any(),
        ordered=bought.any(),
        value=bought.ifelse(acts.value.fill_null(0.0), 0.0).sum(),
    )


def totals(events: Table) -> Table:
    """Return one row: visitors, visits, pages, orders (visits that ordered), value."""
    found = visits(events)
    return found.aggregate(
        visitors=found.who.nunique(),
        visits=found.count(),
        pages=found.pages.sum().fill_null(0),
        orders=found.ordered.cast("int64").sum().fill_null(0),
        value=found.value.sum().fill_null(0.0),
    )


def funnel(events: Table, stages: Sequence[str]) -> Table:
    """Return how many visits saw the pages of each stage and of all before it: place, stage, visits."""
    acts = numbered(events)
    seen = {
        f"s{place}": (acts.page == stage).fill_null(ibis.literal(False)).any() for place, stage in enumerate(stages)
    }
    reached = acts.group_by(*_VISIT).aggregate(**seen)
    parts = []
    for place, stage in enumerate(stages):
        all_so_far = ibis.and_(*(reached[f"s{before}"] for before in range(place + 1)))
        count = reached.aggregate(visits=all_so_far.cast("int64").sum().fill_null(0))
        parts.append(count.select(place=ibis.literal(place, "int64"), stage=ibis.literal(stage), visits=count.visits))
    return ibis.union(*parts).order_by("place") if len(parts) > 1 else parts[0]


def met(events: Table) -> Table:
    """Return a row for each rule that was shown in a visit, and what was done after it in the same visit.

    Columns: who, visit, rule, dismissed, acted (it was answered, something was chosen or put in the basket), orders,
    value. What happened at the very moment of showing came with the same page and does not count.
    """
    acts = numbered(events)
    shown = acts.filter(acts.kind == Kind.SHOWN.value)
    first = shown.group_by(*_VISIT, rule=shown.subject).aggregate(first=shown.at.min())
    done = acts.filter(acts.kind.isin([*_ANSWERS, *_DEEDS, Kind.ORDERED.value, Kind.DISMISSED.value]))
    about = (done.kind == Kind.CAPTURED.value).ifelse(done.detail.re_extract(r'"rule": "([^"]*)"', 1), done.subject)
    later = first.left_join(done.select(*_VISIT, did="kind", then="at", worth="value", about=about), list(_VISIT))
    after = (later.then > later.first).fill_null(ibis.literal(False))
    named = after & (later.about == later.rule)
    bought = after & (later.did == Kind.ORDERED.value)
    return later.group_by("who", "visit", "rule").aggregate(
        dismissed=(named & (later.did == Kind.DISMISSED.value)).any(),
        acted=((named & later.did.isin(_ANSWERS)) | (after & later.did.isin(_DEEDS))).any(),
        orders=bought.cast("int64").sum(),
        value=bought.ifelse(later.worth.fill_null(0.0), 0.0).sum(),
    )


def rules(events: Table) -> Table:
    """Return for each rule that was shown: rule, visitors, visits, and of these dismissed and acted; orders, value."""
    visit = met(events)
    return visit.group_by("rule").aggregate(visitors=visit.who.nunique(), visits=visit.count(), **_done(visit))


def groups(tables: Tables, segments: Table | None = None) -> Table:
    """Return which groups each visit belongs to: who, visit, sort (device, country or segment), name.

    `segments` has a row (who, note, name) for each page on which a visitor belonged to a segment.
    """
    notes = numbered(people(tables)).select(*_VISIT, "note").distinct()
    pages = tables.pages.select("who", "note", "device", country=tables.pages.country.fill_null("unknown"))
    told = notes.inner_join(pages, ["who", "note"])
    found = [told.select(*_VISIT, sort=ibis.literal(sort), name=told[sort]) for sort in ("device", "country")]
    if segments is not None:
        belongs = notes.inner_join(segments, ["who", "note"])
        found.append(belongs.select(*_VISIT, sort=ibis.literal("segment"), name=belongs["name"]))
    return ibis.union(*found, distinct=True)


def by_group(events: Table, groups: Table) -> Table:
    """Return what the visitors of each group did.

    Columns: sort, name, visitors, visits, orders, value, returned (visitors with a second visit), customers, again
    (customers with a second order), seconds (in all visits).
    """
    each = groups.inner_join(visits(events), list(_VISIT))
    person = each.group_by("sort", "name", "who").aggregate(
        visits=each.count(),
        orders=each.ordered.cast("int64").sum(),
        value=each.value.sum(),
        seconds=(each.end - each.begin).sum(),
    )
    return person.group_by("sort", "name").aggregate(
        visitors=person.count(),
        visits=person.visits.sum(),
        orders=person.orders.sum(),
        value=person.value.sum(),
        returned=(person.visits > 1).cast("int64").sum(),
        customers=(person.orders > 0).cast("int64").sum(),
        again=(person.orders > 1).cast("int64").sum(),
        seconds=person.seconds.sum(),
    )


def rules_by_group(events: Table, groups: Table) -> Table:
    """Return the figures of `rules` for each group: sort, name, rule, visits, dismissed, acted, orders, value."""
    each = groups.inner_join(met(events), list(_VISIT))
    return each.group_by("sort", "name", "rule").aggregate(visits=each.count(), **_done(each))


def _done(visit: Table) -> dict[str, Value]:
    return {
        "dismissed": visit.dismissed.cast("int64").sum(),
        "acted": visit.acted.cast("int64").sum(),
        "orders": visit.orders.sum(),
        "value": visit.value.sum(),
    }


def reasons(verdicts: Table) -> Table:
    """Return on how many pages each rule came to each reason."""
    return verdicts.group_by("rule", "reason").aggregate(pages=verdicts.count())


def sessions(events: Table) -> Table:
    """Return a row for each visit with its events in order, as arrays of one length, and whether it ordered.

    A text that an event does not have is "".
    """
    acts = numbered(events)
    order = [acts[name] for name in _ORDER]
    own = ibis.window(group_by=[acts.who, acts.visit], order_by=order, rows=(None, None))
    texts = {"subjects": acts.subject, "pages": acts.page, "categories": acts.category, "products": acts["product"]}
    # Spark has no order within an aggregation, so each row of a visit gets the whole of it, and the first one stays
    whole = acts.mutate(
        first=ibis.row_number().over(group_by=[acts.who, acts.visit], order_by=order) == 0,
        ordered=(acts.kind == Kind.ORDERED.value).any().over(own),
        moments=acts.at.collect().over(own),
        kinds=acts.kind.collect().over(own),
        **{name: column.fill_null("").collect().over(own) for name, column in texts.items()},
    )
    return whole.filter(whole["first"]).select(*_VISIT, "ordered", "moments", "kinds", *texts)


def sequences(events: Table) -> Table:
    """Return what was looked at, in the order of looking: who, visit, at, item; what recommendations learn from."""
    acts = numbered(events)
    seen = acts.filter(acts["product"].notnull() & (acts["product"] != "") & (acts.kind == Kind.SEEN.value))
    return seen.select("who", "visit", "at", item=seen["product"]).order_by("who", "visit", "at")
