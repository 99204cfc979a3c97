"""Each guard of the beacon: what is refused writes nothing, what is taken is known on the next page."""

from dataclasses import replace

import pytest

from proxy.edge import beaconing
from proxy.message import Head
from proxy.preview import token_of
from proxy.stores import StoreError
from proxy.stores.memory import MemoryStore
from proxy.ticket import LIFE, issued
from rules.context import Context
from rules.decision import Edit
from rules.rulebook import Rule, Status
from scoring.behaviour import Behaviour
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.answering import Asking
from tests.support.keys import keys
from tests.support.pipeline import FILES, rulebook
from tests.support.requests import NOON, head, html
from tests.support.somebody import HOME, HOVER, WATCHING, WHO, Somebody, arrived


class Unreadable(MemoryStore):
    """Down for readers: a real one cannot be made to fail on reading alone."""

    async def load(self, who: str) -> Visitor:
        raise StoreError(who)

    async def written(self) -> tuple[Event, ...]:
        return (await super().load(WHO)).events


class Broken(Asking):
    """An action that raises whenever it is asked."""

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        raise ZeroDivisionError


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
    paused = FILES["rules.yaml"].replace(b"status: live", b"status: paused")
    ann = Somebody(book=rulebook({**FILES, "rules.yaml": paused}))
    assert b"data-ticket" not in ((await ann.sees()).body or b"")
    await refused(ann, 404, ann.request())


async def test_where_no_page_bears_a_ticket_nobody_is_believed() -> None:
    ann = Somebody(book=rulebook())
    assert b"data-ticket" not in ((await ann.sees()).body or b"")
    await refused(ann, 403, ann.request())


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


ASKING = replace(WATCHING, rules=(*WATCHING.rules, Rule("ask", "Ask", "ask.yaml", 1, "d", do=(Asking(),))))


def answer(word: str, rule: str = "ask") -> dict[str, object]:
    return {"kind": "answered", "rule": rule, "what": "satisfaction", "fields": {"answer": word}}


async def test_an_answer_leaves_what_its_action_hears() -> None:
    ann = await arrived(book=ASKING)
    assert await ann.tells(answer("happy"), HOVER) == 204
    known = await ann.known()
    assert Event(Kind.RATED, "ask", NOON, {"answer": "happy"}) in known.events
    assert known.behaviour.hovered == {"title": 1}


async def test_an_answer_that_was_never_offered_refuses_the_whole() -> None:
    ann = await arrived(book=ASKING)
    await refused(ann, 400, ann.request(HOVER, answer("furious")))
    await refused(ann, 400, ann.request(HOVER, {**answer("happy"), "what": "capture"}))
    await refused(ann, 400, ann.request(HOVER, answer("happy", rule="uk")))
    await refused(ann, 400, ann.request(HOVER, answer("happy", rule="stranger")))


async def test_without_consent_for_the_rule_an_answer_leaves_nothing() -> None:
    wary = Rule("ask", "Ask", "ask.yaml", 1, "d", purposes=frozenset({"marketing"}), do=(Asking(),))
    ann = await arrived(book=replace(WATCHING, rules=(wary,)))
    await refused(ann, 204, ann.request(answer("happy")))


async def test_a_rule_of_another_page_and_a_draft_hear_nothing() -> None:
    there = replace(ASKING.rules[-1], pages=frozenset({"cart"}), by_page_alone=True)
    for rule in (there, replace(ASKING.rules[-1], status=Status.DRAFT)):
        ann = await arrived(book=replace(WATCHING, rules=(rule,)))
        await refused(ann, 400, ann.request(answer("happy")))
        await refused(ann, 400, ann.request({"kind": "dismissed", "rule": "ask"}))


async def test_what_was_dismissed_is_kept_once_for_each_page() -> None:
    ann = await arrived(book=ASKING)
    dismissed = {"kind": "dismissed", "rule": "ask"}
    assert await ann.tells(dismissed) == 204
    assert Event(Kind.DISMISSED, "ask", NOON) in (await ann.known()).events


async def test_a_store_that_is_down_costs_an_answer_nothing_but_the_past() -> None:
    ann = await arrived(book=ASKING)
    ann.store = store = Unreadable()
    assert await ann.tells(answer("happy")) == 204
    assert [event.kind for event in await store.written()] == [Kind.RATED]


async def test_a_page_that_asks_gets_what_lives_on_it() -> None:
    ann = await arrived(book=ASKING)
    assert await ann.asks() == {"live": {"basket": "0"}}
    three = Event(Kind.BASKET, "", NOON, {"items": "3", "value": "9", "coupon": ""})
    await ann.store.record(WHO, [three])
    assert await ann.asks(HOVER) == {"live": {"basket": "3"}}
    assert (await ann.known()).behaviour.hovered == {"title": 1}


async def test_a_page_is_told_of_what_was_added_to_the_basket_since_it_was_given() -> None:
    ann = Somebody(book=WATCHING)
    await ann.sees()
    await ann.store.record(WHO, [Event(Kind.ADDED, "1", NOON - 1)])
    assert await ann.asks() is None
    await ann.store.record(WHO, [Event(Kind.ADDED, "1", NOON + 0.5)])
    assert await ann.asks() == {"added": True}


async def test_a_page_that_does_not_ask_is_told_nothing() -> None:
    ann = await arrived(book=ASKING)
    assert await ann.tells(HOVER) == 204


async def test_where_the_store_is_down_a_page_that_asks_is_told_nothing_and_nothing_fails() -> None:
    ann = await arrived(book=ASKING)
    ann.store = Unreadable()
    assert await ann.asks(HOVER) is None


async def test_a_rule_that_raises_costs_its_own_answer_alone() -> None:
    ann = await arrived(
        book=replace(WATCHING, rules=(*ASKING.rules, Rule("bad", "Bad", "bad.yaml", 1, "d", do=(Broken(),))))
    )
    assert await ann.asks() == {"live": {"basket": "0"}}


async def test_a_page_that_asks_without_consent_is_told_nothing() -> None:
    ann = await arrived(book=ASKING)
    ann.consent = "ok=0"
    assert await ann.asks() is None
