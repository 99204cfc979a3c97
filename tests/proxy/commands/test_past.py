from pathlib import Path

import pytest

from proxy.commands.past import days_in, happened, put
from proxy.journal import Decided, Note, written
from proxy.stores.journal.days import Days, JournalError, day_of
from rules.context import Request
from scoring.event import Event, Kind
from tests.support.notes import ANNA, BERT

NOON = 1_700_000_000.0


def kept(folder: Path, who: str, kind: str) -> None:
    event = Event(Kind.SEEN, f"/{kind}", NOON, {})
    note = Note(who, 1, f"{who}-{kind}", NOON, (event,), Decided("digest", Request(kind=kind)))
    Days(folder).append({day_of(NOON): [written(note)]})


def test_people_are_learned_from_and_robots_are_not(tmp_path: Path) -> None:
    for who, kind in ((ANNA, "human"), (BERT, "bot"), (BERT, "suspect")):
        kept(tmp_path, who, kind)
    assert [(who, event.subject) for who, event in happened(days_in(tmp_path, ""))] == [(ANNA, "/human")]


def test_where_no_journal_is_it_is_said_what_else_may_be_named(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="is no journal: name its folder by --journal, or a table by --table"):
        days_in(tmp_path / "nowhere", "a table by --table")


def test_a_file_is_the_new_one_or_the_old_one(tmp_path: Path) -> None:
    put(tmp_path / "model.json", b"old")
    put(tmp_path / "model.json", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["model.json"]
    assert (tmp_path / "model.json").read_bytes() == b"new"
