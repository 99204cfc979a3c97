"""What is older than may be kept is forgotten, and nothing else."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.event import Event, Kind
from scoring.forget import ends, forget, oldest, until
from scoring.visitor import Visitor
from tests.support.events import NOON, ordered, seen, visitors

HOUR = 3_600


def test_a_person_never_seen_stays_so() -> None:
    assert forget(Visitor(), NOON) == Visitor()


def test_nothing_old_means_nothing_changes() -> None:
    visitor = Visitor().after_all([seen("/", NOON), ordered("A1", NOON + HOUR)])
    assert forget(visitor, NOON) is visitor


def test_a_person_of_whom_all_is_old_was_never_seen() -> None:
    visitor = Visitor().after_all([seen("/", NOON, "tea"), ordered("A1", NOON + HOUR)])
    assert forget(visitor, NOON + 2 * HOUR) == Visitor()


def test_old_events_go_and_young_ones_stay() -> None:
    old, young = seen("/tea/1", NOON, "tea"), seen("/cups/1", NOON + HOUR, "cups")
    left = forget(Visitor().after_all([old, young]), NOON + 1)
    assert left.events == (young,)
    assert list(left.interests) == ["cups"]
    assert left.since == young.at


@pytest.mark.parametrize(
    "event",
    [
        Event(Kind.ARRIVED, "news.example", NOON, {"path": "/"}),
        Event(Kind.BASKET, "", NOON, {"items": "2", "value": "10"}),
        Event(Kind.SHOWN, "welcome", NOON, {"variant": "A"}),
        Event(Kind.TAGGED, "keen", NOON),
        Event(Kind.CHOSE, "call", NOON, {"option": "advice"}),
        Event(Kind.ACTED, "review", NOON),
        ordered("A1", NOON),
    ],
)
def test_each_kind_is_forgotten_in_every_place_it_left_a_trace(event: Event) -> None:
    young = seen("/", NOON + HOUR)
    assert forget(Visitor().after_all([event, young]), NOON + 1) == forget(
        Visitor().after_all([seen("/", NOON), young]), NOON + 1
    )


@given(visitors(), st.floats(NOON - HOUR, NOON + 3 * HOUR))
def test_nothing_that_is_left_tells_of_an_earlier_moment(visitor: Visitor, before: float) -> None:
    first = oldest(forget(visitor, before))
    assert first is None or first >= before


@given(visitors(), st.floats(NOON - HOUR, NOON + 3 * HOUR))
def test_forgetting_twice_is_forgetting_once(visitor: Visitor, before: float) -> None:
    once = forget(visitor, before)
    assert forget(once, before) == once


@given(visitors().filter(lambda visitor: any(event.at > NOON for event in visitor.events)))
def test_what_is_dated_later_than_now_did_not_happen_yet(visitor: Visitor) -> None:
    assert until(visitor, NOON + HOUR * 24 * 10_000) is visitor
    early = until(visitor, NOON)
    assert all(event.at <= NOON for event in (*early.events, *early.arrivals))
    assert all(at <= NOON for shown in early.shown.values() for at in shown)
    assert (oldest(early) or NOON) <= NOON
    assert (early.orders.count, early.basket.items) == (visitor.orders.count, visitor.basket.items)


def test_a_clock_that_ran_ahead_leaves_the_visit_of_today() -> None:
    ahead = NOON + 365 * 24 * HOUR
    visitor = Visitor().after_all([seen("/tea", NOON - 60), Event(Kind.SHOWN, "coupon", ahead), seen("/cups", ahead)])
    left = until(visitor, NOON)
    assert [event.subject for event in left.visit(NOON)] == ["/tea"]
    assert left.shown == {}


def test_a_mail_address_goes_at_its_own_time() -> None:
    detail = {"rule": "exit", "email": "ada@shop.example", "until": str(NOON + 60.0)}
    known = Visitor().after_all([seen("/"), Event(Kind.CAPTURED, "marketing", NOON, detail)])
    assert ends(known) == NOON + 60.0
    assert forget(known, NOON, NOON + 59.0) is known
    left = forget(known, NOON, NOON + 60.0)
    assert (left.events, left.marks.mails) == (known.events, {})
    assert ends(left) == inf
