"""A rulebook as no YAML of the language makes it yet: rules that wait for a moment, that hear answers and live on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rules.context import Context
from rules.decision import Edit, Element
from rules.hearing import Heard, Told, UnheardError
from scoring.event import Event, Kind


@dataclass(frozen=True)
class Asking:
    """An action that touches no page: it hears whether somebody is happy, and says how many things the basket holds."""

    hears: ClassVar[frozenset[str]] = frozenset({"satisfaction"})
    keeps: ClassVar[bool] = False
    attention: ClassVar[str] = ""

    def heard(self, fields: Mapping[str, str], told: Told) -> Heard:
        if fields.get("answer") not in {"happy", "unhappy"}:
            raise UnheardError
        return Heard((Event(Kind.RATED, told.rule, told.now, {"answer": fields["answer"]}),))

    def lives(self, context: Context) -> Mapping[str, str]:
        return {"basket": str(context.visitor.basket.items)} if context.visitor else {}

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return ()

    def marks(self, _context: Context) -> tuple[Event, ...]:
        return ()

    def outcome(self) -> tuple[str, str]:
        return ("asked", "satisfaction")

    def touches(self) -> tuple[Element, ...]:
        return ()

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return False
