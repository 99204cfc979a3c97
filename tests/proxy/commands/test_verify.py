from pathlib import Path

import pytest

from tests.support.commands import Said, Terminal
from tests.support.process import free_port
from tests.support.shop import SITE, copied_site


def verified(terminal: Terminal, *words: object, site: Path = SITE) -> Said:
    return terminal("verify", *words, "--site", site)


def test_each_page_is_told_for_each_visitor_of_the_site(terminal: Terminal, shop: str) -> None:
    said = verified(terminal, f"{shop}/basket")
    assert said.status == 0
    assert f"200 {shop}/basket  a new visitor  promo-field-coupon-only: hidden promo_field" in said.out
    assert f"200 {shop}/basket  A bargain hunter from London  promo-field-coupon-only: shown promo_field" in said.out
    assert said.lines[-1].startswith("1 pages for ")
    assert said.lines[-1].endswith(" 0 wrong")


def test_a_page_that_no_rule_touches_is_byte_for_byte_the_shops(terminal: Terminal, shop: str) -> None:
    said = verified(terminal, f"{shop}/delivery", "--as", "boots")
    assert f"200 {shop}/delivery  a new visitor  as the shop sends it" in said.out
    assert said.lines[-1] == "1 pages for 2 visitors: 2 byte for byte the shop's own, 0 changed by rules, 0 wrong"


def test_how_far_it_has_come_is_shown_beside_what_is_found(terminal: Terminal, shop: str) -> None:
    said = verified(terminal, f"{shop}/delivery", "--as", "uk")
    assert said.err.splitlines()[-1].startswith("[" + "#" * 12)
    assert "[" not in said.out


def test_an_element_that_breaks_its_contract_is_wrong(terminal: Terminal, shop: str, tmp_path: Path) -> None:
    site = copied_site(tmp_path / "site")
    text = (site / "site.yaml").read_text("utf-8")
    (site / "site.yaml").write_text(text.replace('css: "p.stock"', 'css: "p.stcok"'), "utf-8")
    said = verified(terminal, f"{shop}/p/cancale-oilskin", "--as", "uk", site=site)
    assert said.status == 1
    assert f"    stock: p.stcok is on {shop}/p/cancale-oilskin nowhere; it says exactly_one" in said.lines
    assert said.lines[-1].endswith(" 2 wrong")


def test_a_page_that_does_not_answer_is_wrong_and_the_others_are_told(terminal: Terminal, shop: str) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/"
    said = verified(terminal, nobody, f"{shop}/delivery", "--as", "uk")
    assert said.status == 1
    assert f"--- {nobody}  a new visitor  as the shop sends it" in said.lines
    assert f"    {nobody} does not answer: connection refused" in said.out
    assert f"200 {shop}/delivery" in said.out


@pytest.mark.browser
def test_the_report_shows_each_change_before_and_after(terminal: Terminal, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "verified.html"
    said = verified(terminal, f"{shop}/basket", "--as", "uk-coupon", "--html", file)
    assert said.lines[-1].endswith(f"Report: {file}")
    page = file.read_text("utf-8")
    assert "<b>promo-field-coupon-only</b>: shown promo_field (1 element)" in page
    assert page.count("data:image/png;base64,") == 4


def test_without_a_page_it_says_how_to_name_one(terminal: Terminal) -> None:
    said = verified(terminal)
    assert (said.status, said.out) == (1, "")
    assert said.err == "name the pages to look at, or the shop's sitemap by --sitemap\n"


def test_a_persona_that_is_not_there_is_told_with_those_that_are(terminal: Terminal, shop: str) -> None:
    said = verified(terminal, f"{shop}/", "--as", "nobody")
    assert said.status == 1
    assert "uk-coupon" in said.err
