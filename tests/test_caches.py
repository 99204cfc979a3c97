"""A caching proxy in front of us: what is one visitor's own never reaches another, and nobody poisons a page."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.support.caches import Ask, Got, Person, caching_nginx, caching_varnish, crowd, mixed
from tests.support.devanture import Devanture, started_devanture
from tests.support.door import heard, request
from tests.support.kept_shop import NAIVE
from tests.support.process import Program, Running, free_port
from tests.support.shop import copied_site

REQUESTS = 10_000

RULE = """\
- id: looked-for
  name: Say what the visitor looked for
  why: Nobody else may ever read it
  learn: Does it stay theirs?
  status: live
  where: { page: [home, category, product, search, cart, brand, account, old_product] }
  consent: personalise
  who: { searched: { within: 7 days } }
  do: [{ insert: { into: header_end, at: end, fragment: looked-for } }]
  expect:
    - given: { page: cart, coupon: NONE }
      then: { unchanged: true, reason: NO_MATCH }
"""
OURS = {
    "/",
    "/c/boots",
    "/c/coats",
    "/p/ouessant-pea-coat",
    "/p/cancale-oilskin",
    "/basket",
    "/brand.php",
    "/account.php",
}
"""Pages on which everybody who looked for something reads it again."""

SECRETS = re.compile(rb"quokka_\w+|(?<=dv=)[\w-]+|[0-9a-f]{32}")
"""What somebody looked for, our cookie and the shop's, wherever they stand in an answer."""

Caching = Callable[[Path, int], AbstractContextManager[int]]


@contextmanager
def kept_shop(folder: Path) -> Iterator[str]:
    port = free_port()
    words = [sys.executable, "-m", "tests.support.kept_shop", str(port)]
    url = f"http://127.0.0.1:{port}"
    with Running(Program(words, f"{url}/delivery", folder / "shop.log", {})):
        yield url


def personal_site(folder: Path) -> Path:
    """The demo's site, with pages that take any path behind their name, and words that are one visitor's own.

    The browser is asked to tell on some pages: those are nobody's to keep, and others have to be kept for the test.
    """
    site = copied_site(folder)
    pages = 'pages:\n  brand: { path: "/brand.php**" }\n  account: { path: "/account.php**" }\n'
    text = (site / "site.yaml").read_text("utf-8")
    told = "behaviour: { on: [home, category, product, brand], "
    (site / "site.yaml").write_text(text.replace("pages:\n", pages, 1).replace("behaviour: { ", told, 1), "utf-8")
    (site / "looked-for.yaml").write_text(RULE, "utf-8")
    (site / "fragments" / "looked-for.html").write_text("<p class=own>You looked for {{ search }}</p>\n", "utf-8")
    return site


@pytest.fixture
def devanture(tmp_path: Path) -> Iterator[Devanture]:
    site = personal_site(tmp_path / "site")
    # a page whose past came too late is right to say nothing, and would prove nothing
    settings = {"lookup_deadline": 20, "access_log": "off", "store": "memory:", "hosts": "shop.test,127.0.0.1"}
    with kept_shop(tmp_path) as shop, started_devanture(shop, site, **settings) as running:
        yield running


async def introduced(port: int, name: str, fields: tuple[str, ...]) -> Person:
    """Let somebody agree, look for a word that nobody else knows, and come back with their cookies."""
    mark = f"quokka_{name}"
    agreed = Person(name, (*fields, "Cookie: cookie_ok=1m"))
    asks = (Ask(agreed, "GET", path, ("Accept: text/html",)) for path in (f"/search?q={mark}", "/basket"))
    first, basket = await crowd(port, asks, 1)
    (ours,) = re.findall(rb"(?im)^set-cookie: dv=([^;]+)", first.head)
    (theirs,) = re.findall(rb"(?im)^set-cookie: shopsid=([0-9a-f]+)", basket.head)
    cookies = f"Cookie: cookie_ok=1m; dv={ours.decode()}; shopsid={theirs.decode()}"
    return Person(name, (*fields, cookies), mark.encode(), (mark.encode(), ours, theirs))


async def everybody(port: int) -> list[Person]:
    """Twenty of each kind that the rules know, and somebody who agrees to nothing."""
    kinds = {
        "briton": ("Accept-Language: en-GB",),
        "saver": ("Accept-Language: fr-FR", "Referer: https://coupons.example/"),
        "reader": ("Accept-Language: fr-FR",),
    }
    known = [await introduced(port, f"{kind}_{n}", said) for kind, said in kinds.items() for n in range(20)]
    return [*known, Person("stranger", ("Accept-Language: fr-FR",))]


def leaks(people: Sequence[Person], answers: Sequence[Got]) -> list[str]:
    """Return each answer that tells one visitor what is another's."""
    owners = {secret: person for person in people for secret in person.secrets}
    return [
        f"{got.ask.who.name} was told of {owners[secret].name} by {got.ask.method} {got.ask.target} {got.ask.fields}"
        for got in answers
        for secret in SECRETS.findall(got.head + got.body)
        if owners.get(secret, got.ask.who) is not got.ask.who
    ]


def missed(answers: Sequence[Got]) -> list[str]:
    """Return each page on which somebody did not find their own words, because it was another's or nobody's."""
    return [
        f"{got.ask.who.name} at {got.ask.target}: {got.status} {got.kept}"
        for got in answers
        if got.ask.plain and got.ask.target in OURS and not got.tells(got.ask.who.mark)
    ]


@pytest.mark.parametrize(("caching", "count"), [(caching_nginx, REQUESTS), (caching_varnish, REQUESTS // 4)])
async def test_nothing_of_one_visitor_reaches_another(
    caching: Caching, count: int, devanture: Devanture, tmp_path: Path
) -> None:
    with caching(tmp_path / "cache", devanture.port) as port:
        people = await everybody(port)
        answers = await crowd(port, mixed(people, count, seed=1926))
    assert len(answers) == count
    assert leaks(people, answers) == []
    assert missed(answers) == []
    assert {got.status for got in answers} <= {200, 206, 302, 304, 400, 404, 405, 416, 504}
    assert sum(got.kept for got in answers) > count // 10, "hardly anything was kept: this would prove nothing"


UNKEYED = (
    *(f"{name}: evil.test" for name in NAIVE if "Proto" not in name),
    *(f"{name}: /account.php" for name in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Original-Uri")),
    *(f"{name}: POST" for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")),
    *(f"{name}: https" for name in ("X-Forwarded-Scheme", "X-Scheme", "X-Url-Scheme", "X-Forwarded-Protocol")),
    *(f"{name}: on" for name in ("X-Forwarded-Ssl", "Front-End-Https", "Save-Data", "DNT", "Sec-GPC")),
    'Forwarded: for=81.2.69.142;host="evil.test";proto=https', "Forwarded: host=shop.test;proto=https",
    "Accept-Language: tlh", "User-Agent: zz", "Via: 1.1 evil", "Max-Forwards: 0", "Origin: https://evil.test",
    "Referer: https://evil.test/", "Cookie: lang=tlh; currency=XXX", "Pragma: x", "Cache-Control: no-transform",
    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "Accept: */*", "Accept: text/css",
    "X-Requested-With: XMLHttpRequest", "Sec-Fetch-Dest: style", "Content-Type: text/plain", "TE: trailers",
    "Connection: X-Forwarded-Host, X-Forwarded-Proto", "Upgrade: h2c", "A-IM: feed",
    "If-None-Match: *", "If-Modified-Since: Wed, 11 Nov 2099 11:11:11 GMT", "Purpose: prefetch", "Vary: Cookie",
)  # fmt: skip
"""What no cache takes for a part of the address; no rule here reads any of it, and this shop reads too much of it."""


def nobody(target: str, *fields: str) -> Ask:
    return Ask(Person("nobody", ()), "GET", target, fields)


@pytest.mark.parametrize("trusted", ["", "127.0.0.1/32"])
async def test_what_no_cache_asks_for_poisons_no_page(trusted: str, tmp_path: Path) -> None:
    """An nginx that lets everything through is a trusted hop here, or it is not."""
    settings = {"hosts": "shop.test,127.0.0.1", "trusted_hops": trusted, "store": "memory:", "access_log": "off"}
    site = personal_site(tmp_path / "site")
    with (
        kept_shop(tmp_path) as shop,
        started_devanture(shop, site, **settings) as devanture,
        caching_nginx(tmp_path / "cache", devanture.port) as port,
    ):
        (clean,) = await crowd(port, iter([nobody("/plain.php")]))
        for number, field in enumerate(UNKEYED):
            asks = (nobody(f"/plain.php/{number}", *fields) for fields in ((field,), (), ()))
            poisoned, after, again = await crowd(port, asks, 1)
            assert after.body == again.body == clean.body, field
            assert again.kept, field
            assert poisoned.status in (200, 304, 417), field


async def test_what_no_rule_reads_changes_no_byte(devanture: Devanture) -> None:
    (clean,) = await crowd(devanture.port, iter([nobody("/brand.php")]))
    for field in UNKEYED:
        (changed,) = await crowd(devanture.port, iter([nobody("/brand.php", field)]))
        assert changed.body == clean.body or changed.status in (304, 417), field
        assert b"private" in changed.head, field


async def test_a_name_that_is_not_ours_is_kept_by_nobody(devanture: Devanture, tmp_path: Path) -> None:
    with caching_nginx(tmp_path / "cache", devanture.port) as port:
        evil = request("/plain.php").replace(b"Host: shop.test", b"Host: evil.test")
        assert (await heard(port, evil)).status == 421
        (after,) = await crowd(port, iter([nobody("/plain.php")]))
        assert after.status == 200
        assert b"evil.test" not in after.body
