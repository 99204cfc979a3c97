"""Everything that is held on one visitor, as one JSON document: the record in the store, and the journal's notes."""

import json
from collections.abc import Iterable

from proxy.journal import Note, written
from scoring.profile import profile
from scoring.visitor import Visitor


def held(who: str, visitor: Visitor, notes: Iterable[Note]) -> str:
    """Return it; `kept` is null where the store knows nobody by this id."""
    told = {
        "id": who,
        "kept": profile(visitor) if visitor != Visitor() else None,
        "journal": [json.loads(written(note)) for note in notes],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def notes_of(who: str, notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.who == who)
