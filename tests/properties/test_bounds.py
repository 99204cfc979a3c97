"""A visitor stays small whatever happens, and is the same by whatever order the same events come in."""

import json
from itertools import cycle, islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.stores.fold import entries, folded
from proxy.track import MAX_TEXT
from scoring.event import Event, Kind
from scoring.features import features
from scoring.marks import KEPT_MARKS
from scoring.measures import USUAL
from scoring.profile import profile
from scoring.visitor import KEPT_EVENTS, Visitor
from tests.support.events import NOON, happenings

MOST_BYTES = 3_000_000
"""What a visitor may take as JSON, when every text is as long as it may be and each letter takes six bytes."""

ORDINARY_BYTES = 80_000
"""What a visitor takes who did ten thousand things, each of them another."""


def busy(length: int, text: str = "") -> list[Event]:
    """Return ten seconds apart everything that can happen, each time to another subject."""
    kinds = islice(cycle(Kind), length)
    return [_event(kind, number, text) for number, kind in enumerate(kinds)]


def _event(kind: Kind, number: int, text: str) -> Event:
    told = {"category": "c", "product": "p", "option": "o", "coupon": "k", "title": "t", "page": "g"}
    detail = {name: f"{short}{number}{text}"[:MAX_TEXT] for name, short in told.items()}
    numbers = {"value": "9.90", "items": "1", "depth": "3", "seconds": "2", "for": "no end"}
    return Event(kind, f"/{number}{text}"[:MAX_TEXT], NOON + 10.0 * number, {**detail, **numbers})


@pytest.mark.parametrize(("text", "most"), [("", ORDINARY_BYTES), ("é" * MAX_TEXT, MOST_BYTES)])
def test_ten_thousand_events_of_one_visitor_are_bounded(text: str, most: int) -> None:
    visitor = Visitor().after_all(busy(10_000, text))
    marks = visitor.marks
    assert len(visitor.events) == KEPT_EVENTS
    assert {len(marks.tags), len(marks.chosen), len(marks.acts)} == {KEPT_MARKS}
    assert len(json.dumps(profile(visitor), separators=(",", ":")).encode()) < most


def test_ten_thousand_events_still_give_a_score() -> None:
    visitor = Visitor().after_all(busy(10_000))
    now = NOON + 100_000.0
    assert 0.0 <= USUAL.model.score(features(visitor, now)).value <= 100.0
    assert len(features(visitor, now)) < 3 * KEPT_EVENTS


@given(st.lists(happenings(), max_size=30), st.randoms(use_true_random=False))
def test_two_replicas_give_one_visitor_in_whatever_order_its_events_come(happened: list[Event], chance: Random) -> None:
    apart = list(entries(happened))
    again = list(apart)
    chance.shuffle(again)
    assert folded(Visitor(), again) == folded(Visitor(), apart)
