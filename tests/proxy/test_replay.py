"""What was served is served again from the journal; where that cannot be known, the replay says so."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from proxy.journal import Journal, Note, Served, note_of, read, written
from proxy.message import Page
from proxy.replay import Replayed, replayed
from proxy.stores.memory import MemoryStore
from rules.decision import Reason
from rules.rulebook import Rulebook
from tests.support.events import seen
from tests.support.notes import ANNA, note
from tests.support.pipeline import FILES, Shop, rulebook
from tests.support.requests import NOON, head, html

HOME = b'<!DOCTYPE html><title>x</title><div id="header">Shop</div>'
CART = b'<!DOCTYPE html><title>x</title><p id=n>1</p><p id=sum>9.90</p><p id="promo">code?</p>'
KEEP = 762 * 86_400.0
BOOK = rulebook()

TAGGING = b"""
- id: first
  name: Tag who was not here before
  why: To know them again
  learn: Do they come back?
  status: live
  consent: personalise
  who: { score: { at_least: 20 }, tag: { empty: true } }
  do: [ { tag: been-here } ]
  otherwise: [ { insert: { into: header, at: end, fragment: uk } } ]
  expect: [ { given: { page: home }, then: { tagged: been-here } } ]
"""

SORTED = b"""
- id: sorted
  name: Tag who sorts
  why: Who sorts compares
  learn: Do they order more?
  status: live
  where: { query: { has: sort } }
  consent: personalise
  do: [ { tag: sorts } ]
  expect: [ { given: { page: home, query: { sort: price } }, then: { tagged: sorts } } ]
"""


class Heard:
    """A `Journal` that remembers lines."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def keep(self, happened: Served | Note) -> None:
        self.lines.append(written(note_of(happened) if isinstance(happened, Served) else happened))

    async def erase(self, who: str) -> None: ...

    async def close(self) -> None: ...

    @property
    def notes(self) -> list[Note]:
        return [found for line in self.lines if (found := read(line))]


def journal_of(shop: Shop, heard: Heard) -> Journal:
    shop.pipeline.recorder.journal = heard
    return heard


async def walk(pages: Sequence[tuple[str, Page]], book: Rulebook = BOOK, /, **fields: str) -> Heard:
    """Have one visitor look at pages, ten minutes apart."""
    heard, store, cookie = Heard(), MemoryStore(), "ok=1"
    for number, (path, page) in enumerate(pages):
        shop = Shop("GB", store=store, rulebook=book, now=NOON + 600 * number)
        journal_of(shop, heard)
        answer = await shop.answer(head(path, cookie=cookie, **fields), page)
        ours = [value.decode() for name, value in answer.headers if name == b"Set-Cookie" and value.startswith(b"dv=")]
        cookie = f"ok=1; {ours[0].partition(';')[0]}" if ours else cookie
    return heard


def again(notes: Sequence[Note], book: Rulebook = BOOK) -> list[Replayed]:
    return list(replayed(notes, book, KEEP))


async def test_every_page_of_a_walk_is_decided_as_it_was() -> None:
    heard = await walk([("/?utm_medium=coupon", html(HOME)), ("/p/12", html(HOME)), ("/basket", html(CART))])
    found = again(heard.notes)
    assert len(found) == 3
    assert all(one.same and not one.unknown for one in found)
    shown = [verdict.rule for one in found for verdict in one.decision.verdicts if verdict.reason is Reason.APPLIED]
    assert shown == ["uk", "uk", "promo"]


async def test_what_a_rule_asks_of_the_query_of_a_page_is_known_again() -> None:
    book = rulebook({**FILES, "rules.yaml": SORTED})
    heard = await walk([("/?sort=price", html(HOME)), ("/?email=x", html(HOME)), ("/", html(HOME))], book)
    found = again(heard.notes, book)
    assert all(one.same for one in found)
    assert [one.decision.verdicts[0].reason.value for one in found] == ["APPLIED", "OTHER_PAGE", "OTHER_PAGE"]


async def test_a_tag_is_not_there_yet_on_the_page_that_sets_it() -> None:
    book = rulebook({**FILES, "rules.yaml": TAGGING})
    heard = await walk([("/", html(HOME)), ("/", html(HOME)), ("/", html(HOME))], book)
    found = again(heard.notes, book)
    assert [one.decision.verdicts[0].reason.value for one in found] == ["APPLIED", "OTHERWISE", "OTHERWISE"]
    assert all(one.same and not one.unknown for one in found)


async def test_what_came_before_matters() -> None:
    heard = await walk([("/?utm_medium=coupon", html(HOME)), ("/basket", html(CART))])
    (alone,) = again(heard.notes[1:])
    assert not alone.same
    assert alone.unknown == "the visitor is older than the journal"


async def test_what_the_shops_page_refused_is_refused_again() -> None:
    heard = await walk([("/", html(b"<!DOCTYPE html><title>no header</title>"))])
    (found,) = again(heard.notes)
    assert found.same
    assert {verdict.rule: verdict.reason for verdict in found.decision.verdicts}["uk"] is Reason.ELEMENT_MISSING


async def test_a_rule_that_was_off_stays_off() -> None:
    (one,) = (await walk([("/", html(HOME))])).notes
    assert one.page is not None
    killed = replace(one, page=replace(one.page, verdicts={"KILLED_BY_GUARD": ("uk",)}))
    assert again([killed])[0].same


async def test_other_rules_are_told() -> None:
    (one,) = (await walk([("/", html(HOME))])).notes
    assert one.page is not None
    (found,) = again([replace(one, page=replace(one.page, rulebook="another"))])
    assert found.unknown == "other rules decided"


async def test_a_page_beside_another_tab_knows_what_it_knew() -> None:
    coupon, basket = (await walk([("/?utm_medium=coupon", html(HOME)), ("/basket", html(CART))])).notes
    assert basket.page is not None
    assert basket.page.past is not None
    soon = replace(coupon, at=basket.at - 1, events=tuple(replace(event, at=basket.at - 1) for event in coupon.events))
    alone = replace(basket, page=replace(basket.page, past=replace(basket.page.past, since=None, recent=())))
    *_, found = again([soon, alone])
    assert {verdict.rule: verdict.reason for verdict in found.decision.verdicts}["promo"] is Reason.OTHERWISE
    known = replace(basket, page=replace(basket.page, past=replace(basket.page.past, since=soon.at, recent=(soon.at,))))
    *_, found = again([soon, known])
    assert {verdict.rule: verdict.reason for verdict in found.decision.verdicts}["promo"] is Reason.APPLIED


async def test_a_past_that_was_unknown_stays_unknown() -> None:
    (one,) = (await walk([("/basket", html(CART))])).notes
    assert one.page is not None
    (found,) = again([replace(one, page=replace(one.page, past=None))])
    assert {verdict.rule: verdict.reason for verdict in found.decision.verdicts}["promo"] is Reason.UNKNOWN_INPUT


async def test_what_is_no_page_is_not_decided() -> None:
    assert again([note(ANNA, seen("/", NOON))]) == []


@pytest.mark.parametrize("cookie", ["", "ok=0"])
async def test_nobody_is_noted_without_consent(cookie: str) -> None:
    shop, heard = Shop("GB"), Heard()
    journal_of(shop, heard)
    await shop.answer(head("/", cookie=cookie), html(HOME))
    assert heard.lines == []
