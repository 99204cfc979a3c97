"""What is remembered of pages in sight: their facts, and what they told of rules already."""

from proxy.in_sight import MOST, PAGES, TOLD, InSight
from proxy.ticket import Given
from scoring.event import Event, Kind
from tests.support.requests import NOON

HERE, THERE = Given("/p/42", NOON), Given("/p/42", NOON + 5)
SHOWN, DISMISSED = Event(Kind.SHOWN, "uk", NOON + 9), Event(Kind.DISMISSED, "uk", NOON + 9)
CLICKED = Event(Kind.CLICKED, "price", NOON + 9)


def test_the_facts_of_a_page_are_known_while_it_is_in_sight() -> None:
    pages = InSight()
    pages.note("ann", "/p/42", {"product.id": "42"})
    pages.note("ann", "/p/43", {"product.id": "43"})
    assert pages.facts("ann", "/p/42") == {"product.id": "42"}
    assert pages.facts("ann", "/p/44") == {}
    assert pages.facts("bob", "/p/42") == {}


def test_a_rule_is_shown_and_dismissed_once_on_a_page() -> None:
    pages = InSight()
    assert pages.news("ann", HERE, [SHOWN, SHOWN, DISMISSED]) == (SHOWN, DISMISSED)
    assert pages.news("ann", HERE, [SHOWN, DISMISSED, CLICKED]) == (CLICKED,)


def test_on_another_page_and_by_another_visitor_it_counts_again() -> None:
    pages = InSight()
    pages.news("ann", HERE, [SHOWN])
    assert pages.news("ann", THERE, [SHOWN]) == (SHOWN,)
    assert pages.news("bob", HERE, [SHOWN]) == (SHOWN,)
    assert pages.news("ann", HERE, [Event(Kind.SHOWN, "fr", NOON)]) == (Event(Kind.SHOWN, "fr", NOON),)


def test_signals_count_each_time() -> None:
    pages = InSight()
    assert pages.news("ann", HERE, [CLICKED, CLICKED]) == (CLICKED, CLICKED)
    assert pages.news("ann", HERE, [CLICKED]) == (CLICKED,)


def test_who_is_erased_is_forgotten() -> None:
    pages = InSight()
    pages.note("ann", "/", {"product.id": "42"})
    pages.forget("ann")
    pages.forget("nobody")
    assert pages.facts("ann", "/") == {}


def test_it_remembers_no_more_than_it_has_room_for() -> None:
    pages = InSight()
    for number in range(PAGES + 1):
        pages.note("ann", f"/{number}", {"n": "1"})
    assert pages.facts("ann", "/0") == {}
    assert pages.facts("ann", "/1") == {"n": "1"}
    many = [Event(Kind.SHOWN, str(number), NOON) for number in range(TOLD + 1)]
    pages.news("ann", HERE, many)
    assert pages.news("ann", HERE, many[:1] + many[-1:]) == (many[0],)
    for number in range(MOST):
        pages.note(str(number), "/", {"n": "1"})
    assert pages.facts("ann", "/1") == {}
