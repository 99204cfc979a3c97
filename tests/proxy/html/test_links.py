"""Links to the shop's own host become public ones; nothing else of the page changes."""

import pytest

from proxy.charset import Charset
from proxy.hosts import Hosts
from proxy.html.known import Bodies, Meeting
from proxy.html.links import Links
from proxy.html.shelf import Family

HOSTS = Hosts("shop.internal:8081", "https://www.shop.example")
LATIN = Charset("windows-1252", declared=True)


def mapped(html: str) -> str:
    return Links(Bodies(10**6)).mapped(html.encode("cp1252"), LATIN, HOSTS).decode("cp1252")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<a href="http://shop.internal:8081/p/1?a=1&amp;b=2">é',
            '<a href="https://www.shop.example/p/1?a=1&amp;b=2">é',
        ),
        ("<A class=x HREF=http://shop.internal:8081/>x", "<A class=x HREF=https://www.shop.example/>x"),
        ("<base href='http://shop.internal:8081/'>", "<base href='https://www.shop.example/'>"),
        ('<img src="//shop.internal:8081/i.png">', '<img src="//www.shop.example/i.png">'),
        (
            "<table><form\r\n action = http://SHOP.internal:8081/add><tr><td></form></table>",
            "<table><form\r\n action = https://www.shop.example/add><tr><td></form></table>",
        ),
    ],
)
def test_a_link_to_the_shop_becomes_public(html: str, expected: str) -> None:
    assert mapped(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/p/1">x</a>',
        '<a href="http://other.example/">x</a>',
        '<a href="http://shop.internal:8081.evil.example/">x</a>',
        '<a title="http://shop.internal:8081/">x</a>',
        "<p>http://shop.internal:8081/</p>",
        "<script>var home = '<a href=http://shop.internal:8081/>';</script>",
        "<!-- <a href=http://shop.internal:8081/> -->",
    ],
)
def test_all_else_is_the_shops_own(html: str) -> None:
    body = html.encode()
    assert Links(Bodies(10**6)).mapped(body, LATIN, HOSTS) is body


def test_a_page_is_mapped_once() -> None:
    links, body = Links(Bodies(10**6)), b'<a href="http://shop.internal:8081/">'
    assert links.mapped(body, LATIN, HOSTS) is links.mapped(bytes(bytearray(body)), LATIN, HOSTS)


FORM = '<a href="http://shop.internal:8081/p">x</a><input name=token value="{}"><a href="{}">y</a>'


@pytest.mark.parametrize("link", ["/same", "http://shop.internal:8081/{}"])
def test_a_body_that_a_template_takes_is_mapped_like_any_other(link: str) -> None:
    bodies = Bodies(10**6)
    for token in ("one", "two", "three", "four"):
        html = FORM.format(token, link.format(token))
        body = html.encode("cp1252")
        bodies.meet(body, LATIN, Family("/"))
        assert Links(bodies).mapped(body, LATIN, HOSTS).decode("cp1252") == mapped(html)


def test_where_no_link_is_the_shops_own_a_template_gives_the_body_itself() -> None:
    bodies = Bodies(10**6)
    for token in ("one", "two", "three"):
        body = f'<input name=token value="{token}"><a href="/x">'.encode()
        seen = bodies.meet(body, LATIN, Family("/"))
        assert Links(bodies).mapped(body, LATIN, HOSTS) is body
    assert seen.meeting is Meeting.NEAR
