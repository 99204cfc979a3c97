"""Parquet of the journal's days: made of every note, made again when its day changed, and never of who is erased."""

import json
from pathlib import Path

import pytest
from pyarrow import parquet

from proxy.journal import note_of, written
from proxy.stores.journal.days import DAY, Days, day_of
from proxy.stores.journal.parquet import SCHEMAS, compacted
from tests.support.events import NOON, seen
from tests.support.journal_asked import kept
from tests.support.notes import ANNA, BERT, note, served

TODAY = day_of(NOON)


def rows(days: Days, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = parquet.read_table(days.folder / "parquet" / table).to_pylist()
    return found


def test_every_note_is_in_the_tables(tmp_path: Path) -> None:
    days = kept(tmp_path, [note_of(served()), note(BERT, seen("/tea", NOON + DAY, "tea"))])
    folder = compacted(days)
    assert {path.name for path in folder.iterdir()} == set(SCHEMAS)
    assert [(row["kind"], row["subject"]) for row in rows(days, "events")] == [
        ("arrived", "search.example"),
        ("seen", "/tea/1"),
        ("shown", "uk"),
        ("seen", "/tea"),
    ]
    assert {(row["rule"], row["reason"]) for row in rows(days, "verdicts")} == {("uk", "APPLIED"), ("tea", "NO_MATCH")}
    (page,) = rows(days, "pages")
    assert (page["path"], page["country"], page["device"], page["rulebook"]) == ("/tea/1", "GB", "desktop", "d1")


def test_a_day_is_made_again_only_when_it_changed(tmp_path: Path) -> None:
    days = kept(tmp_path, [note(ANNA, seen("/"))])
    file = compacted(days) / "events" / f"{TODAY}.parquet"
    before = file.stat().st_mtime_ns
    compacted(days)
    assert file.stat().st_mtime_ns == before
    days.append({TODAY: [written(note(BERT, seen("/")))]})
    compacted(days)
    assert {row["who"] for row in rows(days, "events")} == {ANNA, BERT}


def test_who_is_erased_is_in_no_table(tmp_path: Path) -> None:
    days = kept(tmp_path, [note(ANNA, seen("/")), note(BERT, seen("/"))])
    compacted(days)
    days.erase([ANNA])
    assert not list(days.folder.rglob("*.parquet"))
    compacted(days)
    assert {row["who"] for row in rows(days, "events")} == {BERT}


def test_who_is_erased_while_a_day_is_read_is_in_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = kept(tmp_path, [note(ANNA, seen("/")), note(BERT, seen("/"))])
    write = parquet.write_table

    def erased_meanwhile(*arguments: object, **options: object) -> None:
        days.erase([ANNA])
        write(*arguments, **options)

    monkeypatch.setattr(parquet, "write_table", erased_meanwhile)
    compacted(days)
    assert not list(days.folder.rglob("*.new"))
    assert not list(days.folder.rglob("events/*.parquet"))
    monkeypatch.undo()
    compacted(days)
    assert {row["who"] for row in rows(days, "events")} == {BERT}


def test_half_a_surrogate_pair_and_no_number_are_taken(tmp_path: Path) -> None:
    odd = seen("/\udc80", NOON)
    days = kept(tmp_path, [note(ANNA, odd)])
    compacted(days)
    (row,) = rows(days, "events")
    assert (row["subject"], row["value"], json.loads(str(row["detail"]))) == ("/?", None, {})
