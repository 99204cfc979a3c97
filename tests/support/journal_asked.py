"""A small journal as tables of any Ibis backend, and what has to come of each query: asked of DuckDB and of Spark."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ibis.expr.types import Table

from proxy.journal import Note, by_reason, note_of, written
from proxy.stores.journal.days import Days, day_of
from proxy.stores.journal.parquet import compacted
from rules.decision import Decision
from scoring import queries
from scoring.event import Event, Kind
from scoring.queries import Tables
from tests.support.events import NOON
from tests.support.notes import ANNA, BERT, note, served

HOUR = 3_600.0


def looked(path: str, at: float, page: str, product: str = "") -> Event:
    return Event(Kind.SEEN, path, at, {"page": page, **({"product": product} if product else {})})


def story() -> Sequence[Note]:
    """Anna comes twice, answers a rule at her second visit and orders; Bert looks at two pots of tea and closes one."""
    came = Event(Kind.ARRIVED, "search.example", NOON, {"path": "/"})
    captured = Event(Kind.CAPTURED, "marketing", NOON + 2 * HOUR + 30, {"rule": "uk", "email": "anna@shop.example"})
    ordered = Event(Kind.ORDERED, "A1", NOON + 2 * HOUR + 60, {"value": "19.90", "items": "2"})
    return (
        note(ANNA, came, looked("/", NOON, "home"), Event(Kind.SHOWN, "uk", NOON)),
        note(ANNA, Event(Kind.SCROLLED, "/", NOON + HOUR, {"depth": "50"})),
        note(ANNA, looked("/p/1", NOON + 2 * HOUR, "product", "1"), Event(Kind.SHOWN, "uk", NOON + 2 * HOUR)),
        note(ANNA, captured),
        note(ANNA, looked("/order/A1", NOON + 2 * HOUR + 60, "thanks"), ordered),
        note(BERT, looked("/p/2", NOON + 9, "product", "2"), looked("/\udc80", NOON + 9, "home")),
        note(BERT, looked("/p/1", NOON + 19, "product", "1"), Event(Kind.SHOWN, "tea", NOON + 19)),
        note(BERT, Event(Kind.DISMISSED, "tea", NOON + 25)),
    )


def kept(folder: Path, notes: Sequence[Note]) -> Days:
    days = Days(folder / "journal")
    for one in notes:
        days.append({day_of(one.at): [written(one)]})
    return days


def rows(table: object, *order: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = table.order_by(list(order)).to_pyarrow().to_pylist()  # type: ignore[attr-defined]
    return found


def check_all(asked: Tables) -> None:
    """Ask every query and compare with what the story says."""
    check_visits(asked)
    check_reports(asked)
    check_sessions(asked)


def check_visits(asked: Tables) -> None:
    found = rows(queries.visits(queries.people(asked)), "who", "visit")
    assert [(row["who"], row["visit"], row["pages"], row["ordered"], row["value"]) for row in found] == [
        (ANNA, 1, 1, False, 0.0),
        (ANNA, 2, 2, True, 19.9),
        (BERT, 1, 3, False, 0.0),
    ]
    assert [row["source"] for row in found] == ["search.example", None, None]
    assert [row["end"] for row in found] == [NOON, NOON + 2 * HOUR + 60, NOON + 25]


def check_reports(asked: Tables) -> None:
    (all_of_it,) = rows(queries.totals(queries.people(asked)), "visits")
    assert all_of_it == {"visitors": 2, "visits": 3, "pages": 6, "orders": 1, "value": 19.9}
    reached = rows(queries.funnel(queries.people(asked), ["home", "product", "thanks"]), "place")
    assert [(row["stage"], row["visits"]) for row in reached] == [("home", 2), ("product", 1), ("thanks", 0)]
    alone = rows(queries.funnel(queries.people(asked), ["product"]), "place")
    assert [(row["stage"], row["visits"]) for row in alone] == [("product", 2)]
    by_rule = rows(queries.rules(queries.people(asked)), "rule")
    assert by_rule == [
        {"rule": "tea", "visitors": 1, "visits": 1, "dismissed": 1, "acted": 0, "orders": 0, "value": 0.0},
        {"rule": "uk", "visitors": 1, "visits": 2, "dismissed": 0, "acted": 1, "orders": 1, "value": 19.9},
    ]
    told = by_reason(served().decision)
    expected = [{"rule": rule, "reason": reason, "pages": 1} for reason, names in told.items() for rule in names]
    assert rows(queries.reasons(asked.verdicts), "rule") == sorted(expected, key=lambda row: str(row["rule"]))


def check_groups(asked: Tables, keen: Table) -> None:
    """`keen` tells that Anna belonged to a segment at her second visit."""
    events = queries.people(asked)
    groups = queries.groups(asked, keen)
    assert rows(groups, "who") == [{"who": ANNA, "visit": 2, "sort": "segment", "name": "keen"}]
    (group,) = rows(queries.by_group(events, groups), "name")
    assert (group["visitors"], group["visits"], group["orders"], group["value"]) == (1, 1, 1, 19.9)
    assert (group["returned"], group["customers"], group["again"], group["seconds"]) == (0, 1, 0, 60.0)
    (rule,) = rows(queries.rules_by_group(events, groups), "rule")
    assert (rule["name"], rule["rule"], rule["visits"], rule["acted"], rule["orders"]) == ("keen", "uk", 1, 1, 1)
    assert rows(queries.groups(asked), "who") == []


def check_sessions(asked: Tables) -> None:
    found = rows(queries.sessions(queries.people(asked)), "who", "visit")
    assert [row["kinds"] for row in found] == [
        ["arrived", "seen", "shown"],
        ["seen", "shown", "captured", "seen", "ordered"],
        ["seen", "seen", "seen", "shown", "dismissed"],
    ]
    assert [row["products"] for row in found] == [["", "", ""], ["1", "", "", "", ""], ["2", "", "1", "", ""]]
    assert [row["ordered"] for row in found] == [False, True, False]
    items = rows(queries.sequences(queries.people(asked)), "who", "visit", "at")
    assert [(row["who"], row["visit"], row["item"]) for row in items] == [
        (ANNA, 2, "1"),
        (BERT, 1, "2"),
        (BERT, 1, "1"),
    ]


def whole_story(folder: Path) -> Path:
    """Write the story, a page of somebody of whom nothing is kept and one of a robot; return the folder of Parquet."""
    silent, robot = replace(note_of(served("c" * 64)), events=()), served("d" * 64)
    request = replace(robot.context.request, kind="suspect")
    seen_by_robot = replace(robot, id="r2", context=replace(robot.context, request=request), decision=Decision())
    return compacted(kept(folder, (*story(), silent, note_of(seen_by_robot))))
