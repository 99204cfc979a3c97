"""What is kept of a visitor, in words that the visitor reads."""

from dataclasses import replace

import pytest

from proxy.plainly import MOST, Spoken, causes, kept, looks
from rules import conditions
from rules.context import Context, Truth
from rules.language.word import words as words_of
from rules.logic import Leaf
from rules.rulebook import Rulebook
from scoring.event import Event, Kind
from scoring.profile import profile
from scoring.visitor import Visitor
from tests.support.pipeline import FILES, rulebook

AT = 1_795_000_000.0
SPOKEN = Spoken("Europe/Paris", "EUR")

ALL = Visitor().after_all(
    [
        Event(Kind.ARRIVED, "coupons.example", AT, {"path": "/", "q.utm_campaign": "spring", "q.gclid": ""}),
        Event(Kind.SEEN, "/p/42", AT + 1, {"product": "42", "category": "Coats", "title": "Storm coat"}),
        Event(Kind.SEARCHED, "boots", AT + 2),
        Event(Kind.ADDED, "42", AT + 3, {"category": "Coats"}),
        Event(Kind.BASKET, "", AT + 4, {"items": "1", "value": "189.00", "coupon": "SEA10"}),
        Event(Kind.SHOWN, "uk", AT + 5),
        Event(Kind.SHOWN, "gone", AT + 6),
        Event(Kind.CLICKED, "promo", AT + 7, {"x": "1", "y": "1"}),
        Event(Kind.STAYED, "/p/42", AT + 8, {"seconds": "31"}),
        Event(Kind.TAGGED, "hesitates", AT + 9, {"for": "3600"}),
        Event(Kind.CHOSE, "gift", AT + 10, {"option": "wrapping"}),
        Event(Kind.ACTED, "review", AT + 11),
        Event(Kind.GIVEN, "freeship", AT + 11, {"code": "SHIP-1", "until": ""}),
        Event(Kind.DISMISSED, "exit-coupon", AT + 11),
        Event(Kind.HELPED, "call-us", AT + 11, {"by": "call"}),
        Event(Kind.RATED, "how-was-it", AT + 11, {"answer": "happy"}),
        Event(Kind.CAPTURED, "newsletter", AT + 11, {"rule": "r", "email": "ann@example.com", "until": f"{AT + 9e6}"}),
    ]
)
ORDERED = ALL.after(Event(Kind.ORDERED, "A-77", AT + 12, {"value": "189.00", "items": "1"}))


ORDERING = b"""
- id: ordering
  name: Put first what one likes
  why: Most of it is not for them
  learn: Do they find it sooner?
  status: live
  consent: personalise
  do: [ { order: { children_of: header, by: interest, attribute: data-category } } ]
  expect: [ { given: { page: home, interest: Boots }, then: { ordered: header } } ]
"""


def words(visitor: Visitor) -> str:
    return "\n".join(line for section in kept(visitor, SPOKEN) for line in (section.title, *section.lines))


@pytest.mark.parametrize(
    "told",
    [
        "18 November 2026, 12:06: from coupons.example, with utm_campaign spring, an ad (gclid).",
        "/p/42 (Storm coat, 42, Coats).",
        "“boots”.",
        "Things: 1, together 189.00 EUR, with the code SEA10.",
        "Coats: weight 4.0, which fades.",
        "Clicked “promo”: 1 time.",
        "31 seconds",
        "The mark “hesitates”",
        "Of “gift” you chose “wrapping”",
        "“review”: 1 time.",
        "The code “SHIP-1”, which nobody else has.",
        "18 November 2026, 12:06: what the rule “exit-coupon” showed.",
        "18 November 2026, 12:06: by call.",
        "Asked how it was you said “happy”",
        "Your mail address ann@example.com, for “newsletter”, until",
    ],
)
def test_everything_is_told_in_words(told: str) -> None:
    assert told in words(ALL)


def test_orders_are_told_with_their_numbers() -> None:
    assert "Orders: 1, together 189.00 EUR" in words(ORDERED)
    assert "Their numbers: A-77." in words(ORDERED)


TOLD = {
    "since": "Since when",
    "visits": "Since when",
    "landing": "How you came here",
    "arrivals": "How you came here",
    "sources": "How you came here",
    "events": "Pages you looked at",
    "basket": "Your basket, as a page of the shop showed it last",
    "orders": "Your orders",
    "interests": "What you seem to like, by the pages you looked at",
    "behaviour": "What you did on pages",
    "marks": "What rules noted of you",
}
"""Where each part of what is kept is told; what was shown stands among the causes."""


def test_every_part_of_what_is_kept_is_told() -> None:
    assert profile(ORDERED).keys() - {"shown"} == TOLD.keys()
    assert set(TOLD.values()) <= {section.title for section in kept(ORDERED, SPOKEN)}


def test_of_nobody_nothing_is_told() -> None:
    assert kept(Visitor(), SPOKEN) == ()
    assert causes(Visitor(), Rulebook(), SPOKEN) == ()


def test_long_lists_end_and_say_how_much_is_left() -> None:
    many = Visitor().after_all(Event(Kind.SEARCHED, f"coat {number}", AT + number) for number in range(MOST + 7))
    section = next(each for each in kept(many, SPOKEN) if each.title == "What you searched for")
    assert (len(section.lines), section.more) == (MOST, 7)
    assert f"coat {MOST + 6}" in section.lines[0]


def test_a_cause_says_why_the_shop_has_the_rule_and_what_it_looks_at() -> None:
    gone, uk = causes(ALL, rulebook(), SPOKEN)
    assert (gone.name, gone.why) == ("gone", "The shop has no such rule any more.")
    assert (uk.name, uk.why) == ("Tell Britons that we deliver", "They fear we do not")
    assert uk.looks == ("roughly where you are, by your network address",)
    assert uk.when == "1 time, last on 18 November 2026, 12:06"


def test_who_is_shown_what_was_chosen_for_them_is_told_so_even_where_everybody_is() -> None:
    (rule,) = rulebook({**FILES, "rules.yaml": ORDERING}).rules
    assert looks(rule) == ("what you did here, to choose what it shows you",)


def test_how_far_pages_were_scrolled_is_told_in_pages() -> None:
    far = ALL.after_all(Event(Kind.SCROLLED, "/", AT + 20 + step, {"depth": "80"}) for step in range(3))
    assert "scrolled through 2.4 pages in all" in words(far)


ASKED_OF_THE_PAGE = {"page", "path", "query"}


@pytest.mark.parametrize("word", sorted(set(words_of(conditions)) - ASKED_OF_THE_PAGE))
def test_what_any_word_looks_at_is_told_in_plain_words(word: str) -> None:
    leaf = Leaf("who", 1, f"{word.replace('*', 'x')} = 1", Told())
    assert looks(replace(rulebook().rules[0], who=leaf)) != (leaf.text.split(" ")[0],)


class Told:
    """A word that answers yes to everybody."""

    def answer(self, _context: Context) -> Truth:
        return Truth.YES

    def seen(self, _context: Context) -> str:
        return ""
