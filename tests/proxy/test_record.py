"""What is kept of a request, and of whom nothing is."""

import re
from dataclasses import dataclass, replace
from dataclasses import field as made
from pathlib import Path

import pytest

from proxy.codes import Codes
from proxy.edge.tasks import Tasks
from proxy.identify import issue
from proxy.metrics import Metrics
from proxy.preview import token_of
from proxy.providers.codefile import CodeFiles
from proxy.providers.web import Web
from proxy.stores import Means
from proxy.stores.ledger import Claim, Given, LedgerAt
from proxy.stores.ledger.memory import MemoryLedger
from proxy.stores.memory import MemoryStore
from rules.codes import SAMPLE
from rules.rulebook import Mode
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.keys import keys
from tests.support.pipeline import FILES, SITE, Shop, rulebook
from tests.support.requests import NOON, head, html

HOME = b'<!DOCTYPE html><title>x</title><div id="header">Shop</div>'
WHO = issue(keys(), b"r" * 16, NOON).id


async def kept(country: str = "GB", **fields: str) -> tuple[Visitor, str]:
    """Return what the store holds after one page, and the counts."""
    shop = Shop(country, store=MemoryStore())
    await shop.answer(head("/", **fields), html(HOME))
    return await shop.store.load(WHO), shop.pipeline.metrics.text().decode()


async def test_events_and_what_was_shown_are_kept_with_consent() -> None:
    visitor, _ = await kept(cookie="ok=1")
    assert [event.kind for event in visitor.events] == [Kind.ARRIVED, Kind.SEEN, Kind.SHOWN]
    assert visitor.shown["uk"] == (NOON,)


async def test_what_was_not_shown_is_not_kept_as_shown() -> None:
    visitor, _ = await kept("FR", cookie="ok=1")
    assert visitor.shown == {}


TAGGING = b"""
- id: keen
  name: Tag who comes from Britain
  why: To know them again
  learn: Do they come back?
  status: live
  consent: personalise
  without_consent: request_only
  who: { geo.country: GB }
  do: [ { tag: { add: briton, for: 30 days } } ]
  otherwise: [ { tag: { remove: briton } } ]
  expect: [ { given: { country: GB }, then: { tagged: briton } } ]
"""


async def tagged(*countries: str, cookie: str = "ok=1") -> Visitor:
    """Return what the store holds of somebody who looked at a page from each of these countries, an hour apart."""
    rules = rulebook({**FILES, "rules.yaml": TAGGING})
    store, now = MemoryStore(), NOON
    for country in countries:
        shop = Shop(country, store, rules, now)
        answered = await shop.answer(head("/about", cookie=cookie), html(HOME))
        assert answered.body == HOME
        ours = [value.decode().partition(";")[0] for name, value in answered.headers if name == b"Set-Cookie"]
        cookie = "; ".join([cookie, *ours])
        now += 3_600
    return await store.load(WHO)


async def test_a_tag_is_kept_though_the_page_stays_the_shops_own() -> None:
    visitor = await tagged("GB")
    assert visitor.marks.tagged(NOON) == {"briton"}
    assert visitor.marks.tagged(NOON + 31 * 86_400) == frozenset()
    assert visitor.shown["keen"] == (NOON,)


async def test_a_tag_that_is_borne_already_is_not_set_on_every_page() -> None:
    visitor = await tagged("GB", "GB", "GB")
    assert [event.kind for event in visitor.events].count(Kind.TAGGED) == 1
    assert visitor.shown["keen"] == (NOON,)


async def test_a_rule_may_take_its_tag_back() -> None:
    assert (await tagged("GB", "FR")).marks.tags == {}


async def test_nobody_is_tagged_without_consent() -> None:
    assert await tagged("GB", cookie="ok=0") == Visitor()


GIVING = b"""
- id: own
  name: Give each visitor a code
  why: A code of one's own is used
  learn: Is it?
  status: live
  consent: personalise
  do: [ { give_code: { pool: gifts, into: header, at: end, fragment: gift } } ]
  expect: [ { given: {}, then: { code: gifts } } ]
"""
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@dataclass(slots=True)
class Gifts:
    """A shop with codes, and somebody who looks at its home page again and again."""

    folder: Path
    store: MemoryStore = made(default_factory=MemoryStore)
    ledger: MemoryLedger = made(default_factory=MemoryLedger)
    ours: str = ""
    looks: int = 0

    async def look(self, cookie: str = "ok=1", page: bytes = HOME, **fields: str) -> str:
        """Return what stands on the page where the code does, "" for nothing."""
        site = SITE + b"codes: { gifts: { file: gifts.csv } }\n"
        rules = rulebook({"site.yaml": site, "rules.yaml": GIVING, "fragments/gift.html": b"<b>{{ code }}</b>"})
        self.looks += 1
        shop = Shop("GB", self.store, rules, NOON + self.looks)
        shop.pipeline.recorder.codes = self.codes()
        shown = await shop.answer(head("/", cookie=cookie + self.ours, **fields), html(page))
        for name, value in shown.headers:
            if name == b"Set-Cookie":
                self.ours = "; " + value.decode().partition(";")[0]
        found = re.search(rb"<b>(.*)</b>", shown.body or b"")
        return found[1].decode() if found else ""

    def codes(self) -> Codes:
        metrics, clock = Metrics(), lambda: NOON
        place = LedgerAt("memory:", Means(self.folder, Tasks(metrics), metrics))
        codes = Codes(place, CodeFiles(self.folder, clock), Web(1.0), metrics, clock, clock)
        codes._opened = self.ledger  # one ledger for all pages
        return codes

    async def given(self) -> int:
        return (await self.ledger.count("gifts", NOON)).given


@pytest.fixture
def gifts(tmp_path: Path) -> Gifts:
    (tmp_path / "gifts.csv").write_text("A1\nB2\n")
    return Gifts(tmp_path)


async def test_a_code_is_fetched_behind_the_page_of_who_has_come_back(gifts: Gifts) -> None:
    assert "data-dv-live" in await gifts.look()
    assert await gifts.given() == 0, "who keeps no cookie empties no pool"
    assert "data-dv-live" in await gifts.look()
    assert await gifts.given() == 1
    assert [await gifts.look(), await gifts.look()] == ["A1", "A1"]
    visitor = await gifts.store.load(WHO)
    assert visitor.marks.codes["gifts"].text == "A1"
    assert sum(event.kind is Kind.GIVEN for event in visitor.events) == 1


async def test_what_the_ledger_knows_is_told_to_a_visitor_of_whom_the_store_does_not(gifts: Gifts) -> None:
    await gifts.ledger.claim(Claim("gifts", WHO, NOON), ["B2"])
    await gifts.look()
    await gifts.look()
    assert await gifts.look() == "B2"
    assert await gifts.given() == 1


async def test_nobody_else_spends_a_code(gifts: Gifts) -> None:
    token = token_of(keys(), {"country": "GB"}, NOON + 60)
    for cookie, agent in (("", ""), ("ok=1", BOT), (f"ok=1; dv-preview={token}", "")):
        for _ in range(3):
            await gifts.look(cookie, user_agent=agent)
        gifts.ours = ""
    await gifts.look()
    await gifts.look(sec_purpose="prefetch")
    await gifts.look(page=b"<!DOCTYPE html><title>x</title><p>No place for it")
    assert await gifts.given() == 0


async def test_a_preview_shows_a_sample(gifts: Gifts) -> None:
    token = token_of(keys(), {"country": "GB"}, NOON + 60)
    assert await gifts.look(f"ok=1; dv-preview={token}") == SAMPLE


async def test_who_is_erased_holds_no_code_any_more_and_nobody_else_gets_it(gifts: Gifts) -> None:
    await gifts.look()
    await gifts.look()
    shop = Shop("GB", gifts.store)
    shop.pipeline.recorder.codes = gifts.codes()
    await shop.pipeline.recorder.erase(WHO, NOON)
    assert await gifts.ledger.claim(Claim("gifts", WHO, NOON)) is None
    assert await gifts.ledger.claim(Claim("gifts", "another", NOON), ["A1", "B2"]) == Given("B2", NOON)


async def test_without_consent_nothing_is_kept_but_the_counts() -> None:
    visitor, counts = await kept()
    assert visitor == Visitor()
    assert 'devanture_decisions_total{reason="APPLIED",rule="uk"} 1.0' in counts


async def test_a_prefetch_is_not_a_page_that_somebody_saw() -> None:
    visitor, _ = await kept(cookie="ok=1", sec_purpose="prefetch")
    assert visitor == Visitor()


async def test_a_preview_is_neither_kept_nor_counted() -> None:
    token = token_of(keys(), {"country": "GB"}, NOON + 60)
    visitor, counts = await kept(cookie=f"ok=1; dv-preview={token}")
    assert visitor == Visitor()
    assert "devanture_decisions_total{" not in counts


async def test_consent_withdrawn_erases_what_was_kept() -> None:
    shop = Shop("GB")
    landed = await shop.answer(head("/", cookie="ok=1"), html(HOME))
    ours = next(value for name, value in landed.headers if name == b"Set-Cookie").decode().partition(";")[0]
    assert (await shop.store.load(WHO)).events
    after = Shop("GB", store=shop.store)
    await after.answer(head("/", cookie=ours), html(HOME))
    assert await shop.store.load(WHO) == Visitor()


async def test_an_answer_that_is_not_opened_is_counted_with_its_reason() -> None:
    shop = Shop("GB")
    await shop.answer(head("/"), html(HOME, content_type="application/pdf"))
    assert b'devanture_untouched_total{reason="NOT_HTML"} 1.0' in shop.pipeline.metrics.text()


async def test_how_bodies_were_met_is_counted_by_page() -> None:
    shop = Shop("GB")
    for number in (1, 2, 2, 3, 4):
        await shop.answer(head("/"), html(HOME + b'<input name=token value="%d">' % number))
    counts = shop.pipeline.metrics.text().decode()
    assert 'devanture_bodies_total{met="miss",page="home"} 2.0' in counts
    assert 'devanture_bodies_total{met="near",page="home"} 3.0' in counts


async def test_a_bot_is_nobody_and_stays_out_of_the_counts_of_rules() -> None:
    bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    visitor, counts = await kept(cookie="ok=1", user_agent=bot)
    assert visitor == Visitor()
    assert "devanture_decisions_total{" not in counts
    assert 'devanture_followed_total{kind="bot"} 1.0' in counts


async def test_followed_requests_are_counted_by_what_asks() -> None:
    _, counts = await kept(user_agent="Nokia6100/1.0 Profile/MIDP-1.0")
    assert 'devanture_followed_total{kind="human"} 1.0' in counts
    assert 'devanture_followed_total{kind="bot"} 0.0' in counts


async def test_erasing_a_visitor_drops_what_explains_that_visitors_pages() -> None:
    shop = Shop("GB", store=MemoryStore())
    await shop.answer(head("/", cookie="ok=1"), html(HOME))
    await shop.pipeline.recorder.erase(WHO, NOON)
    assert await shop.store.load(WHO) == Visitor()
    assert shop.history.visitors() == frozenset()


async def test_whom_another_process_erased_is_forgotten_here_too() -> None:
    shop = Shop("GB", store=MemoryStore())
    await shop.answer(head("/", cookie="ok=1"), html(HOME))
    await shop.pipeline.recorder.forget_erased()
    assert shop.history.visitors() == {WHO}
    await shop.store.erase(WHO)
    await shop.pipeline.recorder.forget_erased()
    assert shop.history.visitors() == frozenset()


async def test_where_only_counts_are_kept_who_refused_is_not_counted() -> None:
    for field, counted in (("accept_language", True), ("sec_gpc", False)):
        shop = Shop("GB")
        shop.rulebook = shop.pipeline.rulebook = replace(
            shop.rulebook, site=replace(shop.rulebook.site, mode=Mode.MEASURE)
        )
        await shop.answer(head("/", **{field: "1"}), html(HOME))
        counts = shop.pipeline.metrics.text().decode()
        assert ('devanture_decisions_total{reason="APPLIED",rule="uk"} 1.0' in counts) is counted


async def test_a_page_that_was_under_way_brings_nobody_back() -> None:
    shop = Shop("GB", store=MemoryStore())
    await shop.answer(head("/", cookie="ok=1"), html(HOME))
    exchange = shop.pipeline.begin(head("/", cookie="ok=1"))
    await shop.pipeline.recorder.erase(WHO, NOON)
    await shop.pipeline.finish(exchange, html(HOME))
    shop.pipeline.recorder.told(WHO, [Event(Kind.SEEN, "/", NOON)])
    await shop.tasks.stop(1.0)
    assert await shop.store.load(WHO) == Visitor()
    assert shop.history.visitors() == frozenset()


class Counting(MemoryStore):
    """A store that counts how often it was told to erase."""

    erasures = 0

    async def erase(self, who: str) -> None:
        self.erasures += 1
        await super().erase(who)


async def test_a_cookie_that_was_taken_back_and_comes_again_costs_one_erasure() -> None:
    store = Counting()
    shop = Shop("GB", store=store)
    recorder = shop.pipeline.recorder
    await shop.answer(head("/", cookie="ok=1"), html(HOME))
    for seconds in range(3):
        await recorder.forget(WHO, NOON + seconds)
    assert store.erasures == 1
    await shop.store.record(WHO, [Event(Kind.SEEN, "/", NOON + 9)])
    await recorder.forget(WHO, NOON + 10)
    assert store.erasures == 2
    assert await shop.store.load(WHO) == Visitor()
