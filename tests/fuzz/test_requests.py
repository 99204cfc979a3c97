import asyncio
import json
from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from proxy.admission import Refusal, admitted
from proxy.csp import Policies, Use, policies
from proxy.edge.access import Line
from proxy.forwarding import client_address, client_scheme, forwarded, hop
from proxy.headers import passed, upstream
from proxy.hosts import Hosts
from proxy.message import Head, Headers, Page, every, first
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY
from tests.support.pipeline import Shop, rulebook

BOOK = rulebook()
TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1/128"))
NAMES = [
    *("Host", "Cookie", "X-Forwarded-For", "X-Forwarded-Proto"),
    *("X-Forwarded-Host", "Forwarded", "Connection", "Accept"),
    *("Accept-Encoding", "Accept-Language", "Referer", "User-Agent"),
    *("Sec-Fetch-Dest", "Sec-Purpose", "Range", "Origin"),
    *("If-None-Match", "Content-Type", "Content-Length", "Expect"),
    *("Upgrade", "TE", "X-Requested-With", "Sec-GPC", "X-A"),
]  # fmt: skip
RETURNED = [
    *("Content-Type", "Content-Encoding", "Content-Security-Policy", "Set-Cookie", "Cache-Control", "Vary", "Location"),
    *("Refresh", "Link", "ETag", "Content-Length", "Clear-Site-Data", "Connection", "Content-Disposition", "X-A"),
]  # fmt: skip
WORDS = [
    *("gzip", "close", "utf-8", "text/html", "text/html; charset="),
    *("shop.test", "[::1]", "[1.2.3.4]", "[::1", "127.0.0.1"),
    *("10.0.0.1", "for=", "proto=https", "document", "prefetch"),
    *("http://", "//", "ok=1", "dv=x", "private", "max-age=1"),
    *("q=0.5", ";", ",", "=", '"', "*", "0", "-1", "bytes=0-", "W/", "http://127.0.0.1:8081/x", "default-src 'self'"),
    *("script-src", "'nonce-", "'unsafe-inline'", "www.google.com"),
    *("javascript:", "?utm_medium=coupon", "%", "&#", "x" * 50),
]  # fmt: skip

text = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=12)
value = st.lists(st.one_of(st.sampled_from(WORDS), text, st.just(" ")), max_size=5).map("".join)
naughty = st.sampled_from(NAUGHTY).map(lambda bad: bad.encode("latin-1", "ignore"))
values = st.one_of(value.map(lambda each: each.encode("latin-1")), naughty)


def fields(names: list[str]) -> st.SearchStrategy[Headers]:
    return st.lists(st.tuples(st.sampled_from(names).map(str.encode), values), max_size=8).map(tuple)


targets = st.one_of(
    st.sampled_from(
        ["/", "/basket", "/p/1", "*", "http://shop.test/p/2", "http://[1.2.3.4]/", "https://[", "//", "/?"]
    ),
    value.map("/{}".format),
    value,
)
heads = st.builds(
    lambda method, target, hosts, lines: Head(method, target, (*((b"Host", host) for host in hosts), *lines)),
    st.sampled_from(["GET", "GET", "POST", "HEAD", "OPTIONS", "PUT"]),
    targets,
    st.one_of(st.just([b"shop.test"]), st.lists(values, max_size=2)),
    fields(NAMES),
)  # fmt: skip
peers = st.one_of(st.sampled_from(["", "127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "fe80::1%eth0"]), text)


@examples(100)
@given(heads, peers, st.sampled_from([(1, 1), (1, 0), (2, 0)]))
def test_a_request_is_refused_or_goes_up_in_one_reading(head: Head, peer: str, version: tuple[int, int]) -> None:
    found = admitted(head, version, frozenset())
    if isinstance(found, Refusal):
        assert 400 <= found.status <= 505
        return
    at = hop(peer, TRUSTED)
    lines = upstream(found, at, followed=True)
    assert found.target.startswith("/") or found.target == "*"
    assert len(every(lines, b"host")) <= 1
    assert not any({*raw} & {0, 10, 13} for line in lines for raw in line)
    assert not {name.lower() for name, _ in lines} & {b"expect", b"proxy", b"te", b"upgrade", b"connection", b"range"}


@examples(100)
@given(fields(["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP"]), peers)
def test_only_a_trusted_hop_says_who_the_client_is(lines: Headers, peer: str) -> None:
    at = hop(peer, TRUSTED)
    found = client_address(peer, lines, TRUSTED)
    assert found == "" or ip_address(found)
    assert client_scheme(lines, at, "http") in ("http", "https")
    if not at.trusted:
        assert found == client_address(peer, (), TRUSTED)
        assert forwarded(Head("GET", "/", lines), at) == forwarded(Head("GET", "/", ()), at)


@examples(100)
@given(fields(RETURNED), st.sampled_from(["http://shop.test", "https://shop.test:8443", "http://[::1]:80"]), value)
def test_any_answers_fields_can_be_read(lines: Headers, site: str, nonce: str) -> None:
    found = policies(lines, site, [first(lines, b"x-a")])
    assert isinstance(found, Policies)
    for use in Use:
        found.allows_inline(use, nonce)
        found.allows_own(use, "/.devanture/ribbon.css", nonce)
        assert not (found.each == () and found.nonce(use))
    assert len(Hosts("127.0.0.1:8081", site).located(passed(lines))) <= len(lines)
    assert len(Hosts("127.0.0.1:8081", site).outward(passed(lines))) <= len(lines)


@examples(40)
@given(heads, fields(RETURNED), st.sampled_from([200, 302, 404, 500]), st.binary(max_size=60))
def test_no_request_and_no_answer_is_a_fault_of_ours(head: Head, lines: Headers, status: int, body: bytes) -> None:
    async def faults() -> bytes:
        shop = Shop(rulebook=BOOK)
        found = admitted(head, (1, 1), frozenset())
        if isinstance(found, Head):
            html = (*lines, (b"Content-Type", b"text/html"))
            page = await shop.answer(found, Page(status, html, body=b"<div id=header></div><p id=promo>" + body))
            host = first(found.headers, b"host")
            own = (*page.headers, (b"Location", b"http://127.0.0.1:8081/x"))
            assert Hosts("127.0.0.1:8081", f"http://{host}").located(passed(own))
        return shop.pipeline.metrics.text()

    assert b"devanture_faults_total 0.0" in asyncio.run(faults())


@examples(100)
@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(NAUGHTY), peers)
def test_a_line_of_the_log_stays_one_line_of_json(method: str, target: str, bad: str, peer: str) -> None:
    line = str(Line("id", method, f"/{target}{bad}", peer, 200, cause=bad))
    assert line.isprintable()
    assert json.loads(line)["method"] == method
