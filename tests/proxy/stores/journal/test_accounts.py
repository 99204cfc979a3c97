"""The account of a small journal, with rules that are there, that nobody met, and that are there no more."""

from dataclasses import replace
from pathlib import Path

import pytest

from proxy.journal import note_of
from proxy.stores.journal.accounts import Asked, account
from proxy.stores.journal.days import Days, JournalError
from rules.context import Context, Truth
from rules.rulebook import Rule, Rulebook, Site
from scoring.event import Event, Kind
from tests.support.journal_asked import kept, story
from tests.support.notes import ANNA, note, served

DAY = 86_400.0
KEEP = 762 * DAY
UK = Rule("uk", "Tell of the UK", "uk.yaml", 1, "d", learn="Do they order more?")
CART = Rule("cart", "Tell in the cart", "cart.yaml", 1, "d", learn="Do they hesitate?")


class FromBritain:
    def answer(self, context: Context) -> Truth:
        return Truth.of(context.place.country == "GB")


BOOK = Rulebook(Site(segments={"british": FromBritain()}), (UK, CART), "d1")


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return kept(tmp_path, (*story(), note_of(served("c" * 64))))


def test_rules_are_told_with_and_without_those_that_are_gone(days: Days) -> None:
    told = account(days, BOOK, Asked(["home", "thanks"], KEEP))
    assert [(lesson.rule, lesson.standing) for lesson in told.lessons] == [
        ("uk", "live"),
        ("cart", "live"),
        ("tea", "gone"),
    ]
    uk, cart, tea = told.lessons
    assert uk.figures is not None
    assert (uk.figures["visits"], uk.figures["acted"], uk.learn) == (3, 1, "Do they order more?")
    assert (cart.figures, cart.said) == (None, "not shown yet")
    assert tea.figures is not None
    assert tea.figures["dismissed"] == 1


def test_a_rule_that_nobody_met_names_the_reason(days: Days) -> None:
    tea = replace(UK, id="coffee")
    silent = Rulebook(BOOK.site, (tea, replace(UK, id="tea")), "d2")
    assert [lesson.pages.silent for lesson in account(days, silent, Asked(["home"], KEEP)).lessons[:2]] == [
        None,
        ("NO_MATCH", 1),
    ]


def test_a_rule_that_shows_nothing_is_told_by_the_pages_on_which_it_acted(tmp_path: Path) -> None:
    page = note_of(served())
    tagged = replace(page, events=tuple(event for event in page.events if event.kind is not Kind.SHOWN))
    (uk, _cart) = account(kept(tmp_path, (tagged,)), BOOK, Asked(["home"], KEEP)).lessons
    assert (uk.figures, uk.pages.acted) == (None, 1)


def test_robots_are_left_out_with_what_their_browsers_told(tmp_path: Path) -> None:
    page = note_of(served())
    assert page.page is not None
    robot = replace(page, page=replace(page.page, request=replace(page.page.request, kind="suspect")))
    told = note(ANNA, Event(Kind.SHOWN, "uk", page.at + 5), Event(Kind.DISMISSED, "uk", page.at + 9))
    found = account(kept(tmp_path, (robot, told)), BOOK, Asked(["home"], KEEP))
    assert (found.totals[0]["visits"], found.rules) == (0, [])
    assert [lesson.said for lesson in found.lessons] == ["not shown yet", "not shown yet"]


def test_what_a_persons_browser_told_counts_as_shown(tmp_path: Path) -> None:
    page = note_of(served())
    told = note(ANNA, Event(Kind.SHOWN, "cart", page.at + 5), Event(Kind.DISMISSED, "cart", page.at + 9))
    (cart,) = [
        row for row in account(kept(tmp_path, (page, told)), BOOK, Asked(["home"], KEEP)).rules if row["rule"] == "cart"
    ]
    assert (cart["visits"], cart["dismissed"]) == (1, 1)


def test_groups_are_told_when_asked_for(days: Days) -> None:
    assert account(days, BOOK, Asked(["home"], KEEP)).groups == ()
    found = account(days, BOOK, Asked(["home"], KEEP, groups=True))
    assert [(row["sort"], row["name"], row["visits"]) for row in found.groups] == [
        ("country", "GB", 1),
        ("device", "desktop", 1),
    ]


def test_segments_are_those_of_the_page_that_was_seen(days: Days) -> None:
    found = account(days, BOOK, Asked(["home"], KEEP, groups=True, segments=True))
    (british,) = [row for row in found.groups if row["sort"] == "segment"]
    assert (british["name"], british["visitors"], british["orders"]) == ("british", 1, 0)
    told = [(row["rule"], row["visits"]) for row in found.rules_by_group if row["name"] == "british"]
    assert told == [("uk", 1)]
    assert ANNA not in str(found)


def test_a_journal_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    with pytest.raises(JournalError, match="holds nothing yet"):
        account(Days(tmp_path / "journal"), BOOK, Asked(["home"], KEEP))
