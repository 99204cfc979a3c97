"""The functions that read and write the SQLite file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from proxy.stores.fold import Entry
from proxy.stores.tables import SWEPT, Limits, append, body_of, compact, expiry, opened, read, sweep
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.events import NOON, seen

DAY = 86_400.0


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = opened(tmp_path / "visitors.db")
    yield connection
    connection.close()


def count(connection: sqlite3.Connection, table: str) -> int:
    (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert isinstance(number, int)
    return number


def test_a_new_file_holds_nobody(connection: sqlite3.Connection) -> None:
    assert read(connection, "anna") == (Visitor(), ())


def test_events_are_read_with_their_row_and_place(connection: sqlite3.Connection) -> None:
    append(connection, "anna", [(0, body_of(seen("/a")), NOON + DAY), (1, body_of(seen("/b")), NOON + DAY)])
    assert read(connection, "anna") == (Visitor(), (Entry(seen("/a"), 0, 1), Entry(seen("/b"), 1, 2)))


def test_compacting_moves_the_settled_events_into_the_snapshot(connection: sqlite3.Connection) -> None:
    old, young = seen("/old", NOON), seen("/young", NOON + DAY)
    append(connection, "anna", [(0, body_of(old), NOON + 9 * DAY), (0, body_of(young), NOON + 9 * DAY)])
    compact(connection, "anna", Limits(NOON + DAY, 9 * DAY))
    assert read(connection, "anna") == (Visitor().after(old), (Entry(young, 0, 2),))


def test_compacting_nobody_makes_no_row(connection: sqlite3.Connection) -> None:
    compact(connection, "anna", Limits(NOON, DAY))
    assert count(connection, "snapshot") == 0


def test_a_sweep_takes_what_has_expired_and_nothing_else(connection: sqlite3.Connection) -> None:
    append(connection, "anna", [(0, body_of(seen("/a")), NOON)])
    append(connection, "bert", [(0, body_of(seen("/b")), NOON + 1)])
    sweep(connection, Limits(NOON, DAY))
    assert read(connection, "anna")[1] == ()
    assert len(read(connection, "bert")[1]) == 1


def test_a_sweep_takes_no_more_than_a_write_can_wait_for(connection: sqlite3.Connection) -> None:
    append(connection, "anna", [(0, body_of(seen("/a")), NOON)] * (SWEPT + 1))
    sweep(connection, Limits(NOON, DAY))
    assert count(connection, "event") == 1
    sweep(connection, Limits(NOON, DAY))
    assert count(connection, "event") == 0


def test_a_sweep_takes_the_expired_part_out_of_a_snapshot(connection: sqlite3.Connection) -> None:
    first, last = seen("/first", NOON), seen("/last", NOON + DAY)
    append(connection, "anna", [(0, body_of(event), event.at + 2 * DAY) for event in (first, last)])
    compact(connection, "anna", Limits(NOON + DAY + 60, 2 * DAY))
    assert read(connection, "anna")[0].events == (first, last)
    sweep(connection, Limits(NOON + 2 * DAY, 2 * DAY))
    assert read(connection, "anna")[0].events == (first, last)
    sweep(connection, Limits(NOON + 2 * DAY + 1, 2 * DAY))
    assert read(connection, "anna")[0].events == (last,)


def test_a_sweep_takes_a_mail_address_at_its_own_time(connection: sqlite3.Connection) -> None:
    detail = {"rule": "exit", "email": "ada@shop.example", "until": str(NOON + 600.0)}
    given = Event(Kind.CAPTURED, "marketing", NOON, detail)
    assert (expiry(given, DAY), expiry(given, 60.0), expiry(seen("/"), DAY)) == (NOON + 600.0, NOON + 60.0, NOON + DAY)
    append(connection, "anna", [(0, body_of(event), expiry(event, DAY)) for event in (seen("/"), given)])
    append(connection, "bert", [(0, body_of(given), expiry(given, DAY))])
    compact(connection, "anna", Limits(NOON + 60, DAY))
    assert read(connection, "anna")[0].marks.mails
    sweep(connection, Limits(NOON + 600, DAY))
    assert read(connection, "anna")[0].marks.mails == {}
    assert seen("/") in read(connection, "anna")[0].events
    assert read(connection, "bert") == (Visitor(), ())


def test_a_sweep_takes_an_expired_snapshot_that_nobody_can_read(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO snapshot VALUES ('anna', '{', ?)", (NOON,))
    sweep(connection, Limits(NOON, DAY))
    assert count(connection, "snapshot") == 0
