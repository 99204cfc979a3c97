"""One page decided and rewritten: codings, charsets, reasons why a page is left alone, our own links."""

import gzip
from dataclasses import replace

import pytest
import zstandard

from proxy.browser_client import Client
from proxy.facts import Facts
from proxy.hosts import Hosts
from proxy.html.known import Meeting
from proxy.message import Page, first
from proxy.personalize import Outcome, Personalizer
from proxy.track import asked_of
from rules.context import Consent, Place
from rules.decision import Reason
from rules.language.persona import Persona
from scoring.event import Kind
from tests.support.pipeline import FILES, rulebook
from tests.support.requests import NOON, head, html

BOOK = rulebook()
HOME = b'<!DOCTYPE html><title>x</title><body><div id="header">Shop</div><a href="http://own.example/p">x</a>'
WITH_NOTE = HOME.replace(b"Shop</div>", b"Shop<p>We deliver to you.</p></div>")


def outcome(page: Page, *, facts: Facts | None = None, hosts: Hosts | None = None, **fields: str) -> Outcome:
    personalizer = Personalizer.of(2**16, "/.devanture/", hosts)
    known = facts or Facts(NOON, place=Place(country="GB"))
    return personalizer.outcome(asked_of(head("/", **fields), BOOK.site), BOOK, known, page)


@pytest.mark.parametrize(
    ("accept", "coding"), [("gzip, deflate, br, zstd", "zstd"), ("gzip", "gzip"), ("br", "br"), ("", ""), ("x", "")]
)
def test_a_changed_page_goes_out_in_the_clients_best_coding(accept: str, coding: str) -> None:
    page = html(gzip.compress(HOME), content_encoding="gzip")
    assert first(outcome(page, accept_encoding=accept).page.headers, b"content-encoding") == coding


def test_a_page_comes_in_by_any_coding() -> None:
    page = html(zstandard.compress(HOME), content_encoding="zstd")
    assert outcome(page).page.body == WITH_NOTE


def test_an_unchanged_page_keeps_the_shops_coding_and_bytes() -> None:
    page = html(gzip.compress(HOME), content_encoding="gzip")
    french = outcome(page, facts=Facts(NOON, place=Place(country="FR")), accept_encoding="br").page
    assert french.body is page.body
    assert first(french.headers, b"content-encoding") == "gzip"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (html(HOME, content_type="application/json"), Reason.NOT_HTML),
        (html(HOME, status=206), Reason.NOT_HTML),
        (html(HOME, cache_control="no-transform"), Reason.NOT_HTML),
        (html(HOME, content_encoding="compress"), Reason.UNSUPPORTED_CODING),
        (html(gzip.compress(HOME)[:-9], content_encoding="gzip"), Reason.UNSUPPORTED_CODING),
        (html(HOME, content_type="text/html; charset=utf-16"), Reason.UNSUPPORTED_CODING),
        (html(gzip.compress(b" " * 2**17), content_encoding="gzip"), Reason.TOO_LARGE),
        (html(None), Reason.TOO_LARGE),
    ],
)
def test_what_is_left_alone_says_why(page: Page, reason: Reason) -> None:
    found = outcome(page)
    assert found.page is page
    assert {verdict.reason for verdict in found.decision.verdicts} == {reason}
    assert found.unread is reason


def test_a_preview_bears_its_ribbon_and_its_own_style_sheet() -> None:
    persona = Persona(name="A Briton", country="GB")
    body = outcome(html(HOME), facts=Facts(NOON, place=persona.place(), persona=persona)).page.body or b""
    assert b'<body><link rel="stylesheet" href="/.devanture/ribbon.css"><div class="devanture-ribbon"' in body
    assert b"We deliver to you" in body


def test_where_the_host_cannot_pass_links_are_mapped_on_every_page() -> None:
    hosts = Hosts("own.example", "https://www.shop.example")
    french = outcome(html(HOME), facts=Facts(NOON, place=Place(country="FR")), hosts=hosts)
    assert b'href="https://www.shop.example/p"' in (french.page.body or b"")
    assert b'href="https://www.shop.example/p"' in (outcome(html(HOME), hosts=hosts).page.body or b"")


TAGGING = b"""
- id: keen
  name: Tag everybody
  why: To know them again
  learn: Do they come back?
  status: live
  consent: personalise
  do: [ { tag: keen } ]
  expect: [ { given: { page: home }, then: { tagged: keen } } ]
"""


def test_a_rule_that_only_tags_does_so_while_the_page_streams_past() -> None:
    book = rulebook({**FILES, "rules.yaml": TAGGING})
    agreed = Facts(NOON, Consent(frozenset({"personalise"})), who="a")
    streaming = Page(200, html().headers, "OK")
    found = Personalizer.of(2**16, "/.devanture/").outcome(asked_of(head("/"), book.site), book, agreed, streaming)
    assert found.page.body is None
    assert [event.kind for event in found.events] == [Kind.ARRIVED, Kind.SEEN, Kind.SHOWN, Kind.TAGGED]


def test_what_a_rule_met_is_counted() -> None:
    assert outcome(html(HOME)).met == {"uk": 1}


CLIENT = Client("/.devanture/client.js", "/.devanture/beacon")
WATCHING = rulebook({**FILES, "site.yaml": FILES["site.yaml"] + b"behaviour: { elements: [header, promo] }\n"})
META = b'<meta http-equiv="Content-Security-Policy" content="script-src \'%s\'">'


def told(personalizer: Personalizer, body: bytes = HOME, *, ticket: str = "t", policy: str = "") -> Outcome:
    """Return what becomes of a page of somebody whose browser may tell what is done on it."""
    personalizer.client = CLIENT
    it = asked_of(head("/"), WATCHING.site)
    return personalizer.outcome(it, WATCHING, Facts(NOON, ticket=ticket), html(body, content_security_policy=policy))


def test_our_script_stands_at_the_end_of_the_page_and_watches_what_is_there() -> None:
    found = told(Personalizer.of(2**16, "/.devanture/"))
    assert found.client == "put in"
    assert (found.page.body or b"").startswith(HOME + b"<script defer src=")
    assert b'data-elements="[[&quot;header&quot;,&quot;#header&quot;]]"' in (found.page.body or b"")
    assert first(found.page.headers, b"cache-control") == "private, no-cache"


def test_each_visitors_ticket_fills_a_hole_of_one_plan() -> None:
    personalizer = Personalizer.of(2**16, "/.devanture/")
    meetings = [told(personalizer, ticket=f"t{number}").meeting for number in range(3)]
    assert meetings == [Meeting.MISS, Meeting.HIT, Meeting.HIT]
    (known,) = personalizer.bodies._known.values()
    assert len(known.splices) == 1


@pytest.mark.parametrize(
    ("body", "policy", "fate"),
    [
        (HOME, "script-src 'self'", "put in"),
        (HOME, "script-src 'none'", "forbidden"),
        (META % b"self" + HOME, "", "put in"),
        (META % b"none" + HOME, "", "forbidden"),
        (META % b"self" + META % b"none" + HOME, "", "forbidden"),
        (b"<frameset><frame></frameset>", "", "refused"),
    ],
)
def test_its_fate_is_told(body: bytes, policy: str, fate: str) -> None:
    found = told(Personalizer.of(2**16, "/.devanture/"), body, policy=policy)
    assert found.client == fate
    assert (b"data-ticket" in (found.page.body or b"")) is (fate == "put in")
    assert not [name for name in found.context.facts if name.startswith("meta")]


def test_who_may_not_be_told_of_gets_the_shops_page_for_himself_alone() -> None:
    page = told(Personalizer.of(2**16, "/.devanture/"), ticket="").page
    assert page.body == HOME
    assert first(page.headers, b"cache-control") == "private, no-cache"


WAITING_RULE = b"""
- id: waits
  name: A word for those who stay
  why: They may be undecided
  learn: Are they?
  status: live
  without_consent: request_only
  where: { page: [home, cart] }
  who: { geo.country: GB }
  when: { after: 5 seconds }
  do: [ { insert: { into: header, at: end, fragment: uk } } ]
  expect:
    - { given: { page: home, country: GB, event: stayed }, then: { inserted: uk } }
    - { given: { page: home, country: FR }, then: { unchanged: true } }
"""
WAITS = rulebook({**FILES, "rules.yaml": WAITING_RULE})
BRITON = Facts(NOON, place=Place(country="GB"))
AGREED = Facts(NOON, Consent(frozenset({"personalise"})), Place(country="GB"), who="ann")


def waiting(
    facts: Facts = BRITON, body: bytes = HOME, *, policy: str = "", personalizer: Personalizer | None = None
) -> Outcome:
    """Return what becomes of a page on which a rule waits for Britons who stay."""
    known = personalizer or Personalizer.of(2**16, "/.devanture/")
    known.client, known.ticket = CLIENT, lambda who, target, _now: f"{who} at {target}"
    page = html(body, content_security_policy=policy)
    return known.outcome(asked_of(head("/"), WAITS.site), WAITS, facts, page)


def test_what_waits_comes_with_our_script_and_changes_nothing_yet() -> None:
    found = waiting()
    assert [verdict.reason for verdict in found.decision.verdicts] == [Reason.WAITING_FOR_MOMENT]
    assert (found.page.body or b"").startswith(HOME + b"<script defer src=")
    assert b"We deliver to you." in (found.page.body or b"").partition(b"data-moments")[2]
    assert found.events == ()


def test_without_consent_it_waits_and_may_tell_nothing() -> None:
    assert b' data-ticket=""' in (waiting().page.body or b"")
    assert b' data-ticket="ann at /"' in (waiting(AGREED).page.body or b"")


def test_who_is_not_meant_gets_no_script() -> None:
    french = waiting(Facts(NOON, place=Place(country="FR")))
    assert french.page.body == HOME
    assert french.client == ""


def test_two_visitors_fill_one_plan() -> None:
    personalizer = Personalizer.of(2**16, "/.devanture/")
    meetings = [
        waiting(facts, personalizer=personalizer).meeting for facts in (AGREED, replace(AGREED, who="bob"), BRITON)
    ]
    assert meetings == [Meeting.MISS, Meeting.HIT, Meeting.HIT]
    (known,) = personalizer.bodies._known.values()
    assert len(known.splices) == 1


@pytest.mark.parametrize(
    ("facts", "body", "policy", "why"),
    [
        (BRITON, HOME, "script-src 'none'", "a policy of this page does not allow our script"),
        (AGREED, HOME, "connect-src 'none'", "a policy of this page does not allow our script"),
        (BRITON, HOME, "require-trusted-types-for 'script'", "a policy of this page does not allow our script"),
        (BRITON, META % b"none" + HOME, "", "a policy of this page does not allow our script"),
        (BRITON, b"<frameset><frame></frameset>", "", "our script does not come into this page: :client is not on"),
    ],
)
def test_where_our_script_may_not_be_the_rule_says_that_it_cannot_wait(
    facts: Facts, body: bytes, policy: str, why: str
) -> None:
    found = waiting(facts, body, policy=policy)
    (verdict,) = found.decision.verdicts
    assert verdict.reason is Reason.EDIT_REFUSED
    assert verdict.detail.startswith(why)
    assert found.decision.moments == ()
    assert found.page.body == body


def test_where_nothing_is_told_a_page_may_forbid_to_tell() -> None:
    assert b"data-moments" in (waiting(policy="connect-src 'none'").page.body or b"")
