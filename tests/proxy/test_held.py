"""Everything that is held on one visitor."""

import json

from proxy.held import held, notes_of
from proxy.journal import told_of
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.requests import NOON

SEEN = Event(Kind.SEEN, "/p/42", NOON, {"title": "Caf\xe9"})
NOTES = (told_of("ann", (SEEN,)), told_of("bob", (SEEN,)))


def test_the_record_and_the_notes_are_in_one_document() -> None:
    found = json.loads(held("ann", Visitor().after(SEEN), notes_of("ann", NOTES)))
    assert found["id"] == "ann"
    assert found["kept"]["events"][0]["subject"] == "/p/42"
    (note,) = found["journal"]
    assert note["who"] == "ann"
    assert note["events"][0]["detail"] == {"title": "Caf\xe9"}


def test_of_nobody_there_is_nothing() -> None:
    assert json.loads(held("eve", Visitor(), notes_of("eve", NOTES))) == {"id": "eve", "kept": None, "journal": []}
