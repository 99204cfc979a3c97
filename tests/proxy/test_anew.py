"""A page in sight is decided once more: what comes to it by an answer, and what does not."""

import json
from asyncio import sleep
from dataclasses import replace

import pytest

from proxy import anew
from proxy.anew import again
from proxy.edge import beaconing
from proxy.in_sight import InSight
from proxy.moments import written
from proxy.stores.memory import MemoryStore
from proxy.ticket import Given
from rules.decision import Edit, Html, Moment, Op
from rules.logic import All
from rules.rulebook import Rulebook, Status
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.pipeline import FILES, rulebook
from tests.support.requests import NOON, SITE, head
from tests.support.somebody import HOVER, WHO, Somebody, arrived

RULES = b"""
- id: hesitates
  name: Help who hesitates
  why: Three looks are a question
  learn: Do they ask?
  status: live
  where: { page: [home, product] }
  who: { did: { event: hovered, element: title, times: { at_least: 2 } } }
  when: { after: 0 seconds }
  do: [ { insert: { into: header, at: end, fragment: uk } } ]
  limit: { visit: 1 }
  consent: personalise
  expect: [ { given: { page: home }, then: { unchanged: true, reason: NO_MATCH } } ]
- id: coats
  name: Speak of coats to who looks at one
  why: They like them
  learn: Do they?
  status: live
  where: { page: [home, product] }
  who: { viewed: { category: Coats } }
  when: { scrolled: 50% }
  do: [ { insert: { into: header, at: start, fragment: uk } }, { tag: coats } ]
  consent: personalise
  expect: [ { given: { page: home }, then: { unchanged: true, reason: NO_MATCH } } ]
"""

FOLDER = {
    "site.yaml": FILES["site.yaml"] + b"behaviour: { elements: [title] }\n",
    "rules.yaml": RULES,
    "fragments/uk.html": b"<p>Ask us.</p>",
}


def book(rules: bytes = RULES) -> Rulebook:
    return rulebook({**FOLDER, "rules.yaml": rules})


def names(told: object) -> list[str]:
    """Return the rules whose moments a page was told of."""
    assert told is None or isinstance(told, dict)
    return [moment["rule"] for moment in (told or {}).get("moments", [])]


async def test_what_a_visitor_does_on_a_page_brings_a_rule_to_that_very_page() -> None:
    ann = await arrived(book=book())
    assert await ann.asks(HOVER) is None
    assert names(await ann.asks(HOVER)) == ["hesitates"]


async def test_it_comes_in_the_form_of_the_page_s_own_moments() -> None:
    ann = await arrived(book=book())
    told = await ann.asks(HOVER, HOVER)
    edit = Edit(ann.book.site.elements["header"], Op.APPEND, Html("<p>Ask us.</p>"))
    assert told == {"moments": json.loads(json.dumps(written([Moment("hesitates", ann.book.rules[0].when, (edit,))])))}


async def test_what_the_page_has_already_is_not_sent_again() -> None:
    ann = await arrived(book=book())
    assert await ann.asks(HOVER, HOVER, has=("hesitates",)) is None


async def test_what_would_ask_for_the_attention_that_a_rule_on_the_page_waits_for_is_not_sent() -> None:
    bounded = RULES.replace(b"limit: { visit: 1 }", b"limit: { visit: 1, attention: helps }")
    bounded = bounded.replace(b"when: { scrolled: 50% }", b"when: { scrolled: 50% }\n  limit: { attention: helps }")
    site = FOLDER["site.yaml"] + b"attention: { helps: {} }\n"
    ann = await arrived(book=rulebook({**FOLDER, "site.yaml": site, "rules.yaml": bounded}))
    assert await ann.asks(HOVER, HOVER, has=("coats",)) is None
    assert names(await ann.asks()) == ["hesitates"]


async def test_what_was_shown_on_the_page_counts_against_the_limit_of_the_rule() -> None:
    ann = await arrived(book=book())
    assert names(await ann.asks(HOVER, HOVER)) == ["hesitates"]
    assert await ann.tells({"kind": "shown", "rule": "hesitates"}, {"kind": "shown", "rule": "hesitates"}) == 204
    assert 'moments_total{rule="hesitates"} 1.0' in ann.beacons.pipeline.metrics.text().decode()
    assert await ann.tells({"kind": "shown", "rule": "hesitates"}) == 204
    assert (await ann.known()).shown == {"hesitates": (NOON,)}
    assert await ann.asks() is None


async def test_a_rule_that_may_not_be_told_as_shown_refuses_the_beacon() -> None:
    ann = await arrived(book=rulebook({**FOLDER, "rules.yaml": FILES["rules.yaml"] + RULES}))
    assert await ann.tells({"kind": "shown", "rule": "uk"}) == 400
    assert await ann.tells({"kind": "shown", "rule": "hesitates"}) == 204


async def test_what_the_rule_leaves_is_left_when_its_moment_has_come() -> None:
    ann = await arrived(book=book())
    assert (await ann.known()).marks.tags == {}
    assert await ann.tells({"kind": "shown", "rule": "coats"}) == 204
    assert (await ann.known()).marks.tagged(NOON) == {"coats"}


async def test_a_page_of_another_name_gets_nothing() -> None:
    ann = await arrived(book=book(RULES.replace(b"[home, product]", b"cart").replace(b"page: home", b"page: cart")))
    assert await ann.asks(HOVER, HOVER) is None
    assert await ann.tells({"kind": "shown", "rule": "hesitates"}) == 400


async def test_a_rule_that_is_not_live_never_comes() -> None:
    ann = await arrived(book=book())
    ann.book = replace(ann.book, rules=tuple(replace(rule, status=Status.PAUSED) for rule in ann.book.rules))
    assert await ann.asks(HOVER, HOVER) is None


async def test_a_rule_that_may_not_know_the_past_says_nothing_later() -> None:
    ann = await arrived(book=book())
    wary = replace(ann.book.rules[0], purposes=frozenset({"marketing"}), request_only=True, who=All(()))
    ann.book = replace(ann.book, rules=(wary,))
    assert await ann.asks(HOVER, HOVER) is None


async def test_a_basket_of_another_tab_is_known() -> None:
    ann = await arrived(book=book())
    await ann.store.record(WHO, [Event(Kind.SEEN, "/p/1", NOON, {"category": "Coats"})])
    assert names(await ann.asks()) == ["coats"]


async def test_two_tabs_are_two_pages() -> None:
    ann = await arrived(book=book())
    first = ann.ticket
    await ann.sees("/basket")
    assert await ann.asks(HOVER, HOVER) is None
    ann.ticket = first
    assert names(await ann.asks()) == ["hesitates"]


def test_a_page_is_asked_for_once_more_as_its_browser_would() -> None:
    beacon = head(
        "/.devanture/beacon",
        "POST",
        b"{}",
        sec_fetch_dest="empty",
        accept="*/*",
        referer="https://www.shop.example/p/caf%C3%A9",
        accept_language="fr",
    )
    it = again(beacon, Given("/p/caf\xe9", NOON, "ref=a+b"), SITE)
    assert (it.request.path, it.request.query) == ("/p/caf\xe9", {"ref": ("a b",)})
    assert (it.request.method, it.request.navigation, it.request.languages) == ("GET", True, ("fr",))
    assert it.names == {"product"}
    assert it.head.form == b""


async def test_of_somebody_who_was_erased_signals_bring_nothing() -> None:
    ann = await arrived(book=book())
    await ann.store.erase(WHO)
    assert await ann.known() == Visitor()
    assert await ann.asks(HOVER, HOVER) is None


class Slow(MemoryStore):
    """A store that answers later than a page would wait."""

    async def load(self, who: str) -> Visitor:
        await sleep(0.3)
        return await super().load(who)


async def test_what_comes_behind_the_page_may_wait_longer_than_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "PATIENCE", 60.0)  # no stall of a busy machine is that long
    monkeypatch.setattr(beaconing, "PATIENCE", 60.0)
    ann = await arrived(book=book(), store=Slow())
    assert names(await ann.asks(HOVER, HOVER)) == ["hesitates"]


async def test_a_page_that_another_process_gave_is_known_by_its_ticket() -> None:
    ann = await arrived(book=book())
    ann.in_sight = InSight()
    assert names(await ann.asks(HOVER, HOVER)) == ["hesitates"]


QUERIED = b"home: { path: /index.php, query: { route: home } }"
BY_QUERY = {**FOLDER, "site.yaml": FOLDER["site.yaml"].replace(b"home: { path: / }", QUERIED)}


@pytest.mark.parametrize(("target", "found"), [("/index.php?route=home", ["hesitates"]), ("/index.php?route=x", [])])
async def test_a_page_that_its_query_names_is_the_same_page_when_it_asks(target: str, found: list[str]) -> None:
    ann = Somebody(book=rulebook(BY_QUERY))
    await ann.sees(target)
    assert names(await ann.asks(HOVER, HOVER)) == found


async def test_what_a_page_told_of_itself_is_known_where_it_was_given() -> None:
    ann = Somebody(book=book(RULES))
    await ann.sees("/p/42")
    assert ann.in_sight.facts(WHO, "/p/42") == {"product.id": "42"}
    await ann.opened().pipeline.recorder.erase(WHO, NOON)
    assert ann.in_sight.facts(WHO, "/p/42") == {}
