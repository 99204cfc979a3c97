"""Each guard of the beacon: what is refused writes nothing, what is taken is known on the next page."""

import json
import re
from dataclasses import dataclass, field

import pytest

from proxy.browser_client import Client
from proxy.edge import beaconing
from proxy.edge.beaconing import Beacons
from proxy.identify import issue
from proxy.message import Head, Page, first
from proxy.preview import token_of
from proxy.stores import Store
from proxy.stores.memory import MemoryStore
from proxy.ticket import LIFE, issued
from rules.rulebook import Rulebook
from scoring.behaviour import Behaviour
from scoring.visitor import Visitor
from tests.support.keys import keys
from tests.support.pipeline import FILES, Shop, rulebook
from tests.support.requests import NOON, head, html

HOME = b'<!DOCTYPE html><title>x</title><body><h1>Shop</h1><div id="header">Shop</div></body>'
WATCHING = rulebook({**FILES, "site.yaml": FILES["site.yaml"] + b"behaviour: { elements: [title] }\n"})
WHO = issue(keys(), b"r" * 16, NOON).id
HOVER = {"kind": "hovered", "element": "title", "seconds": 1}


@dataclass
class Somebody:
    """A visitor who agreed, and whose browser tells of the page that it was given."""

    store: Store = field(default_factory=MemoryStore)
    book: Rulebook = field(default_factory=lambda: WATCHING)
    now: float = NOON
    passed: float = 0.0
    consent: str = "ok=1"
    cookie: str = ""
    ticket: str = ""

    def __post_init__(self) -> None:
        self.shop = self.opened()
        self.beacons = Beacons(self.shop.pipeline, lambda: self.passed)

    def opened(self) -> Shop:
        shop = Shop("FR", store=self.store, rulebook=self.book)
        shop.now = self.now
        shop.pipeline.personalizer.client = Client("/.devanture/client.js", "/.devanture/beacon")
        return shop

    async def sees(self, target: str = "/", **fields: str) -> Page:
        cookie = "; ".join(filter(None, (self.consent, self.cookie)))
        page = await self.opened().answer(head(target, **{"cookie": cookie} | fields), html(HOME))
        ours = [value for name, value in page.headers if name == b"Set-Cookie" and value.startswith(b"dv=")]
        self.cookie = ours[0].decode().partition(";")[0] if ours else self.cookie
        found = re.search(rb'data-ticket="([\w-]+)"', page.body or b"")
        self.ticket = found[1].decode() if found else self.ticket
        return page

    def request(self, *events: object, method: str = "POST", **fields: str) -> Head:
        given = {"content_type": "application/json", "cookie": f"{self.consent}; {self.cookie}", "accept": "*/*"}
        given |= {"sec_fetch_site": "same-origin", "sec_fetch_dest": "empty", "origin": "https://www.shop.example"}
        body = json.dumps({"ticket": self.ticket, "events": list(events) or [HOVER]}).encode()
        return head("/.devanture/beacon", method, body, **given | fields)

    async def tells(self, *events: object, **fields: str) -> int:
        return await self.sends(self.request(*events, **fields))

    async def sends(self, beacon: Head) -> int:
        """Return the status; what was to be written is written then."""
        self.beacons.pipeline = self.opened().pipeline
        page = await self.beacons.answer(beacon)
        await self.beacons.pipeline.recorder.tasks.stop(1.0)
        assert first(page.headers, b"cache-control") == "no-store"
        assert not [name for name, _ in page.headers if name.lower().startswith((b"access-control", b"set-cookie"))]
        return page.status

    async def known(self) -> Visitor:
        return await self.store.load(WHO)

    async def behaviour(self) -> Behaviour:
        return (await self.known()).behaviour


async def arrived(**kept: object) -> Somebody:
    somebody = Somebody(**kept)  # type: ignore[arg-type]
    await somebody.sees()
    return somebody


async def test_what_is_told_is_known_on_the_next_page() -> None:
    ann = await arrived()
    assert await ann.tells(HOVER, {"kind": "scrolled", "depth": 40}, {"kind": "leaving", "gesture": "top"}) == 204
    assert await ann.behaviour() == Behaviour(hovered={"title": 1}, scrolled=40.0, leaving=1)
    page = await ann.sees()
    assert page.status == 200
    assert (await ann.behaviour()).hovered == {"title": 1}


async def refused(ann: Somebody, status: int, beacon: Head) -> None:
    """Check that a beacon is refused, and that the store is as it was."""
    before = await ann.known()
    assert await ann.sends(beacon) == status
    assert await ann.known() == before


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"method": "GET"}, 405),
        ({"content_type": "text/plain;charset=UTF-8"}, 415),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"cookie": "ok=1"}, 403),
        ({"cookie": "ok=1; dv=AAAAAAAAAAAAAAAA"}, 403),
    ],
)
async def test_a_guard_refuses_and_nothing_is_written(fields: dict[str, str], status: int) -> None:
    ann = await arrived()
    await refused(ann, status, ann.request(**fields))


async def test_a_click_may_mean_an_option() -> None:
    choosing = b"behaviour: { elements: [title] }\nchoices: { call: { advice: { clicked: title } } }\n"
    ann = Somebody(book=rulebook({**FILES, "site.yaml": FILES["site.yaml"] + choosing}))
    await ann.sees()
    assert await ann.tells({"kind": "clicked", "element": "title", "x": 50, "y": 50}) == 204
    visitor = await ann.known()
    assert visitor.behaviour.clicked == {"title": 1}
    assert visitor.marks.chosen["call"].option == "advice"


async def test_a_beacon_that_is_too_large_or_too_full_or_strange_is_refused() -> None:
    ann = await arrived()
    await refused(ann, 413, head("/", "POST", b" " * 8193, content_type="application/json"))
    await refused(ann, 400, ann.request(*[HOVER] * 21))
    await refused(ann, 400, ann.request({"kind": "ordered", "subject": "A-1"}))
    await refused(ann, 400, ann.request({**HOVER, "element": "promo"}))
    assert await ann.tells(*[HOVER] * 20) == 204


async def test_consent_is_asked_on_each_beacon() -> None:
    ann = await arrived()
    await refused(ann, 204, ann.request(cookie=ann.cookie))
    await refused(ann, 204, ann.request(cookie=f"ok=0; {ann.cookie}"))
    await refused(ann, 204, ann.request(sec_gpc="1"))
    assert await ann.tells() == 204


async def test_without_consent_nothing_is_put_into_the_page() -> None:
    ann = Somebody(consent="ok=0")
    page = await ann.sees()
    assert page.body == HOME
    assert await ann.known() == Visitor()


async def test_a_ticket_is_one_visitors_and_runs_out() -> None:
    ann = await arrived()
    own, ann.ticket = ann.ticket, issued(keys(), "b" * 32, "/", NOON)
    await refused(ann, 403, ann.request())
    ann.ticket = own[:-1] + ("A" if own[-1] != "A" else "B")
    await refused(ann, 403, ann.request())
    ann.ticket = own
    assert await ann.tells() == 204
    ann.now += LIFE
    await refused(ann, 403, ann.request())


async def test_the_end_of_a_visit_ends_what_is_told_of_it() -> None:
    ann = await arrived()
    ann.now += 31 * 60
    await refused(ann, 204, ann.request())


async def test_a_bot_is_never_counted() -> None:
    ann = await arrived()
    await refused(ann, 403, ann.request(user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)"))


async def test_somebody_who_was_forgotten_is_not_made_anew() -> None:
    ann = await arrived()
    await ann.store.erase(WHO)
    await refused(ann, 204, ann.request())
    assert await ann.known() == Visitor()


async def test_a_visitor_has_sixty_a_minute() -> None:
    ann = await arrived()
    told = [await ann.tells() for _ in range(61)]
    assert told == [*[204] * 60, 429]
    ann.passed += 60
    assert await ann.tells() == 204


async def test_an_address_has_its_share_whoever_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beaconing, "ADDRESS_QUOTA", 3)
    ann = await arrived()
    assert [await ann.sends(Head("POST", "/", ann.request().headers, "2001:db8::1")) for _ in range(4)][-1] == 429
    assert await ann.sends(Head("POST", "/", ann.request().headers, "2001:db8::ffff")) == 429
    assert await ann.sends(Head("POST", "/", ann.request().headers, "2001:db8:0:1::1")) == 400
    assert await ann.tells() == 204


async def test_a_preview_is_never_counted() -> None:
    ann = await arrived()
    token = token_of(keys(), {"country": "GB"}, NOON + 60)
    await refused(ann, 204, ann.request(cookie=f"ok=1; {ann.cookie}; dv-preview={token}"))
    page = await ann.sees(cookie=f"ok=1; {ann.cookie}; dv-preview={token}")
    assert b"data-ticket" not in (page.body or b"")


async def test_where_the_site_asks_for_nothing_there_is_nothing() -> None:
    ann = Somebody(book=rulebook())
    assert b"data-ticket" not in ((await ann.sees()).body or b"")
    await refused(ann, 404, ann.request())


async def test_while_we_are_switched_off_there_is_nothing() -> None:
    ann = await arrived()
    ann.beacons.pipeline = ann.shop.pipeline
    ann.shop.pipeline.enabled = False
    assert (await ann.beacons.answer(ann.request())).status == 404


async def test_every_answer_is_counted() -> None:
    ann = await arrived()
    await ann.tells()
    counts = ann.beacons.pipeline.metrics.text().decode()
    assert 'devanture_beacons_total{outcome="taken"} 1.0' in counts
    await ann.tells(cookie="")
    assert 'devanture_beacons_total{outcome="403"} 1.0' in ann.beacons.pipeline.metrics.text().decode()


async def test_what_is_told_while_the_shop_answers_is_known_on_that_very_page() -> None:
    ann = await arrived()
    shop = ann.opened()
    exchange = shop.pipeline.begin(head("/", cookie=f"ok=1; {ann.cookie}"))
    assert exchange.gathering is not None
    await exchange.gathering
    ann.beacons.pipeline = shop.pipeline
    ann.shop.now = shop.now = NOON + 0.1
    assert (await ann.beacons.answer(ann.request())).status == 204
    await shop.pipeline.finish(exchange, html(HOME))
    (past,) = shop.history.of(visitor=WHO)
    assert past.context.visitor is not None
    assert past.context.visitor.behaviour.hovered == {"title": 1}
