import pytest

from proxy import heard
from proxy.facts import Facts
from proxy.heard import Heard
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.requests import NOON

SEEN = Visitor().after(Event(Kind.SEEN, "/", NOON - 60))


def hovers(at: float) -> tuple[Event, ...]:
    return (Event(Kind.HOVERED, "price", at), Event(Kind.HOVERED, "price", at))


def known(it: Heard, visitor: Visitor | None = SEEN, who: str = "ann") -> Visitor | None:
    return it.onto(Facts(NOON, visitor=visitor, who=who)).visitor


def test_what_was_told_while_the_shop_answered_is_known() -> None:
    it = Heard()
    it.note("ann", hovers(NOON + 0.1))
    after = known(it)
    assert after is not None
    assert after.behaviour.hovered == {"price": 2}


def test_what_was_told_before_is_the_stores_to_tell() -> None:
    it = Heard()
    it.note("ann", hovers(NOON - 0.1))
    assert known(it) is SEEN


def test_it_is_nobody_elses_and_makes_no_past_known() -> None:
    it = Heard()
    it.note("ann", hovers(NOON + 0.1))
    assert known(it, who="bob") is SEEN
    assert known(it, None) is None
    assert known(Heard()) is SEEN


def test_it_is_forgotten_with_the_visitor() -> None:
    it = Heard()
    it.note("ann", hovers(NOON + 0.1))
    it.forget("ann")
    it.forget("bob")
    assert known(it) is SEEN


def test_so_many_visitors_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "MOST", 2)
    it = Heard()
    for who in ("ann", "bob", "ann", "cid"):
        it.note(who, hovers(NOON + 1))
    assert known(it, who="bob") is SEEN
    assert known(it, who="ann") is not SEEN
