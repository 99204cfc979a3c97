"""From a request and its page to events: what counts as seen, searched, added and ordered, and what does not."""

import gzip
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.asked import asked
from proxy.message import Head, Page
from proxy.track import (
    MAX_TEXT,
    adding,
    arrives,
    asked_of,
    entry,
    events,
    follows,
    in_request,
    news,
    on_page,
    target,
    wants,
)
from rules.meaning import Meaning, Meanings
from rules.pages import PageName, PathPattern
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.requests import NOON, SITE, asks, head, html


def kinds(target: str, page: Page | None = None, *, method: str = "GET", form: bytes = b"") -> list[str]:
    it = asks(target, method, form)
    return [event.kind.value for event in events(it, page or html(), in_request(it), NOON)]


@pytest.mark.parametrize(
    "request_", [head("/"), head("/p/1"), head("/basket/add", "POST"), head("/x", sec_fetch_dest="document")]
)
def test_what_is_followed(request_: Head) -> None:
    assert follows(request_, SITE)


@pytest.mark.parametrize(
    "request_", [head("/logo.png"), head("/style.CSS?v=2"), head("/", "HEAD"), head("/api", "PUT", accept="*/*")]
)
def test_what_is_not_followed(request_: Head) -> None:
    assert not follows(request_, SITE)


def test_a_page_that_is_seen_bears_its_facts() -> None:
    it = asks("/p/42")
    (seen,) = events(it, html(), in_request(it), NOON)
    assert seen == Event(Kind.SEEN, "/p/42", NOON, {"page": "product", "product": "42", "category": "Coats"})


def test_a_page_may_mean_an_act() -> None:
    rewarding = replace(SITE, meanings=Meanings(seen={"product": (Meaning(Kind.ACTED, "look"),)}))
    assert [event.kind for event in events(asked_of(head("/p/1"), rewarding), html(), {}, NOON)] == ["seen", "acted"]
    assert [event.kind for event in events(asks("/p/1"), html(), {}, NOON)] == ["seen"]


def test_a_page_is_known_again_by_its_path_and_the_query_that_somebody_asks_for() -> None:
    site = replace(SITE, noted_query=frozenset({"ref"}))
    named = replace(site, pages=(PageName("sale", PathPattern.of("/"), {"route": PathPattern.of("sale")}),))
    assert target(asked(head("/?ref=mail&x=1")), site) == "/\nref=mail"
    assert target(asked(head("/?route=sale&ref=a%20b")), named) == "/\nroute=sale&ref=a+b"
    assert target(asked(head("/?x=1")), named) == "/"
    assert target(asked(head("/?ref=ann%40example.com")), site) == "/\nref=%2A"
    assert target(asked(head("/?" + "&".join(["ref=" + "x" * 99] * 9))), site) == "/"


def test_a_search_is_kept_with_its_words() -> None:
    it = asks("/search?q=b%E9ret")
    assert events(it, html(), in_request(it), NOON)[1] == Event(Kind.SEARCHED, "béret", NOON)


def test_an_order_is_read_from_the_thank_you_page() -> None:
    it = asks("/order/1001")
    facts = {**in_request(it), "order.value": "129.00"}
    assert events(it, html(), facts, NOON)[1] == Event(Kind.ORDERED, "1001", NOON, {"value": "129.00"})


def test_a_basket_page_that_shows_nothing_shows_an_empty_basket() -> None:
    it = asks("/basket")
    basket = events(it, html(), {}, NOON)[1]
    assert basket.detail == {"items": "0", "value": "0", "coupon": ""}


@pytest.mark.parametrize(
    ("target", "page", "expected"),
    [
        ("/", html(status=404), []),
        ("/", html(status=302), []),
        ("/basket/add", html(status=302), ["seen"][:0]),
    ],
)
def test_what_did_not_happen(target: str, page: Page, expected: list[str]) -> None:
    assert kinds(target, page) == expected


def test_a_product_is_added_by_the_request_that_adds_it() -> None:
    it = asks("/basket/add", "POST", b"product=42&quantity=1")
    (added,) = events(it, html(status=302), in_request(it), NOON)
    assert added == Event(Kind.ADDED, "42", NOON, {"category": "Coats"})


def json_answer(body: bytes, coding: str = "") -> Page:
    fields = [(b"content-type", b"application/json")] + ([(b"content-encoding", coding.encode())] if coding else [])
    return Page(200, tuple(fields), "OK", body)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (json_answer(b'{"success": true}'), ["added"]),
        (json_answer(b'{"success": false}'), []),
        (json_answer(gzip.compress(b'{"success": false}'), "gzip"), []),
        (json_answer(b"not json"), ["added"]),
        (json_answer(b"[]"), ["added"]),
    ],
)
def test_a_shop_that_answers_200_may_still_have_refused(page: Page, expected: list[str]) -> None:
    assert kinds("/index.php?route=cart/add", page, method="POST", form=b"id=42") == expected


def test_another_route_of_the_same_path_adds_nothing() -> None:
    assert adding(head("/index.php?route=cart/view", "POST"), SITE) is None


def test_an_arrival_keeps_who_linked_and_the_listed_keys_alone() -> None:
    it = asks("/p/1?utm_medium=coupon&voucher=X&email=me@example.org&gclid=Cj0", referer="https://codes.example/a?b=c")
    detail = {"path": "/p/1", "q.utm_medium": "coupon", "q.voucher": "X", "q.gclid": ""}
    assert entry(it, NOON) == Event(Kind.ARRIVED, "codes.example", NOON, detail)


def test_a_referrer_that_is_spam_is_none() -> None:
    spam = asks(referer="https://www.semalt.com/project")
    assert entry(spam, NOON).subject == ""
    assert spam.request.kind == "bot"


@pytest.mark.parametrize("referer", ["https://www.shop.example/p/1", "http://www.shop.example:8080/"])
def test_the_shop_itself_is_no_referrer(referer: str) -> None:
    assert entry(asks("/", referer=referer), NOON).subject == ""


def test_when_a_page_is_an_arrival() -> None:
    here = Visitor().after(Event(Kind.SEEN, "/", NOON - 60))
    assert arrives(entry(asks("/"), NOON), Visitor())
    assert arrives(entry(asks("/?utm_medium=coupon"), NOON), here)
    assert arrives(entry(asks("/", referer="https://codes.example/"), NOON), here)
    assert not arrives(entry(asks("/"), NOON), here)


def test_a_basket_that_did_not_change_is_no_news() -> None:
    basket = Event(Kind.BASKET, "", NOON, {"items": "2", "value": "10.0", "coupon": ""})
    past = Visitor().after(Event(Kind.BASKET, "", NOON - 60, {"items": "2", "value": "10.00", "coupon": ""}))
    assert news((basket,), past) == ()
    assert news((basket,), Visitor()) == (basket,)
    assert news((basket,), None) == (basket,)


def test_the_body_is_wanted_of_pages_and_of_answers_to_an_add() -> None:
    assert wants(head("/"), html(), SITE)
    assert wants(head("/index.php?route=cart/add", "POST"), json_answer(b""), SITE)
    assert not wants(head("/"), html(content_type="image/png"), SITE)
    assert not wants(head("/", accept="application/json"), json_answer(b""), SITE)


def test_only_facts_of_this_page_are_read() -> None:
    assert on_page(asks("/basket")).keys() == {"basket.items", "basket.value"}
    assert on_page(asks("/")) == {}


def test_one_fact_is_never_an_essay() -> None:
    it = asks("/search?q=" + "x" * 5000)
    assert len(events(it, html(), in_request(it), NOON)[1].subject) == MAX_TEXT


@given(st.sampled_from(["GET", "POST", "HEAD"]), st.text(st.characters(max_codepoint=255)), st.binary())
def test_no_request_is_too_odd_to_follow(method: str, target: str, form: bytes) -> None:
    odd = Head(method, target, (), form=form)
    follows(odd, SITE)
    wants(odd, html(), SITE)
    it = asked_of(odd, SITE)
    events(it, html(), in_request(it), NOON)
    entry(it, NOON)


def test_what_names_a_person_is_kept_nowhere() -> None:
    it = asks("/search?q=ada@shop.example+4111+1111+1111+1111&utm_medium=to:ada@shop.example")
    searched = next(each for each in events(it, html(), in_request(it), NOON) if each.kind is Kind.SEARCHED)
    assert searched.subject == "* *"
    assert entry(it, NOON).detail["q.utm_medium"] == "to:*"
    reset = asks("/reset/token=sesame")
    assert [each.subject for each in events(reset, html(), {}, NOON)] == ["/reset/token=*"]
