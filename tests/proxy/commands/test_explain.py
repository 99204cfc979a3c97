from pathlib import Path

import pytest

from rules.actions.show import Show
from rules.context import Context
from rules.decision import Edit
from tests.support.commands import Terminal
from tests.support.process import free_port
from tests.support.shop import SITE, copied_site

SCREEN = 40
"""Lines that a terminal shows at once."""


def test_one_screen_tells_every_rule_and_why(terminal: Terminal, shop: str) -> None:
    said = terminal("explain", f"{shop}/basket", "--as", "uk-coupon", "--site", SITE)
    assert (said.status, said.err) == (0, "")
    assert len(said.lines) < SCREEN
    assert said.lines[0] == "as A bargain hunter from London"
    assert said.lines[1].startswith("GET /basket  ")
    assert said.lines[1].endswith("  page: cart  consent: marketing, personalise")
    rules = [line.split() for line in said.lines if line[:2].strip()]
    assert {(words[0], words[2], *words[3:]) for words in rules[2:]} >= {
        ("promo-field-coupon-only", "coupon.yaml:1", "APPLIED", "shown", "promo_field", "(1", "element)"),
        ("home-by-interest", "home.yaml:1", "OTHER_PAGE"),
        ("reassure-at-the-price", "price.yaml:1", "OTHER_PAGE"),
        ("reassure-uk-delivery", "reassure.yaml:1", "APPLIED", "inserted", "uk-delivery", "(1", "element)"),
    }


def test_each_word_has_its_line_and_the_value_that_was_seen(terminal: Terminal, shop: str) -> None:
    said = terminal("explain", f"{shop}/basket", "--as", "uk-coupon", "--site", SITE).out
    assert "coupon.yaml:11     who.any[0] came_from channel coupon, touch any, within 30 days  yes" in said
    assert "last medium: coupon, 1 minute ago" in said
    assert "home.yaml:6        where page home" in said
    assert "page = cart" in said
    assert "geo.country = GB" in said


def test_without_a_persona_it_is_a_new_visitor(terminal: Terminal, shop: str) -> None:
    said = terminal("explain", f"{shop}/", "--site", SITE)
    assert said.lines[0] == "as a new visitor"
    assert "home-by-interest" in said.out
    assert "NO_MATCH" in said.out
    assert "never viewed" in said.out


def test_the_diff_shows_the_html_before_and_after(terminal: Terminal, shop: str) -> None:
    said = terminal("explain", f"{shop}/basket", "--as", "uk", "--site", SITE, "--diff")
    start = said.lines.index("--- the shop's page")
    removed = [line[1:] for line in said.lines[start + 2 :] if line.startswith("-")]
    added = [line[1:] for line in said.lines[start + 2 :] if line.startswith("+")]
    assert added == [
        '<p class="notice">We deliver to the United Kingdom: three days, £ 9.50, free from £ 150.</p>',
        '<tr class="have-a-code"><td colspan="4"><a href="/basket?voucher=1">I have a code</a></td></tr>',
        *added[2:],
    ]
    assert any('name="voucher"' in line for line in removed)


def test_the_diff_of_a_page_that_nothing_touches_says_so(terminal: Terminal, shop: str) -> None:
    said = terminal("explain", f"{shop}/delivery", "--site", SITE, "--diff")
    assert said.lines[-1] == "the page is the shop's own, byte for byte"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/checkout", "; the shop answered 302 Found, which leads to {shop}/basket"),
        ("/nothing", "; the shop answered 404 Not Found"),
    ],
)
def test_an_answer_that_is_no_page_is_told(terminal: Terminal, shop: str, path: str, told: str) -> None:
    said = terminal("explain", f"{shop}{path}", "--site", SITE)
    assert said.lines[0] == "as a new visitor" + told.format(shop=shop)


def test_what_is_no_html_says_so(terminal: Terminal, shop: str) -> None:
    assert "NOT_HTML" in terminal("explain", f"{shop}/style.css", "--site", SITE).out


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp://shop.example/", "http://[::1", "http://h:99999/"])
def test_what_is_no_address_is_told(terminal: Terminal, url: str) -> None:
    said = terminal("explain", url, "--site", SITE)
    assert (said.status, said.out) == (
        1,
        f'"{url}" is no address: write one such as https://shop.example/basket\n',
    )


def test_a_shop_that_is_not_there_is_told(terminal: Terminal) -> None:
    url = f"http://127.0.0.1:{free_port()}/basket"
    said = terminal("explain", url, "--site", SITE)
    assert (said.status, said.out) == (1, f"{url} does not answer: connection refused\n")


def test_a_persona_that_is_not_there_is_told(terminal: Terminal, shop: str) -> None:
    said = terminal("explain", f"{shop}/", "--as", "uk-copuon", "--site", SITE)
    assert said.status == 1
    assert "there is no such persona; the site has: " in said.out


def test_a_site_with_errors_is_told(terminal: Terminal, shop: str, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("version: 1\npages: { home: { path: / } }\nelments: {}\n")
    said = terminal("explain", f"{shop}/", "--site", tmp_path)
    assert said.status == 1
    assert "site.yaml:3:1  error" in said.out
    assert "elements" in said.out


def test_a_folder_has_to_be_named(terminal: Terminal, shop: str) -> None:
    said = terminal("explain", f"{shop}/")
    assert said.status == 1
    assert "site is not set" in said.out


def raising(_self: Show, _context: Context) -> tuple[Edit, ...]:
    raise LookupError("a bug")


def test_a_rule_that_raises_is_named(
    terminal: Terminal, shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = copied_site(tmp_path / "site")
    coupon = (site / "coupon.yaml").read_text("utf-8").partition("  expect:")[0]
    expecting = "  expect: [ { given: { page: cart }, then: { hidden: promo_field } } ]\n"
    (site / "coupon.yaml").write_text(coupon + expecting, "utf-8")
    monkeypatch.setattr(Show, "edits", raising)
    said = terminal("explain", f"{shop}/basket", "--as", "uk-coupon", "--site", site)
    told = "coupon.yaml:1: a fault of Devanture: asking rule promo-field-coupon-only raised LookupError: a bug"
    assert (said.status, said.lines[-1]) == (1, told)
