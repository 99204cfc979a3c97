import pytest

from benchmarks.peers import edits, ours, pages
from benchmarks.peers.nginx import FILES
from rules.language.compile import compiled

NOW = 1_794_913_200.0


@pytest.mark.parametrize("size", pages.SIZES)
def test_a_page_has_the_size_that_it_is_named_by(size: int) -> None:
    assert size * 950 < len(pages.page(size)) < size * 1050


def test_a_page_is_the_same_in_every_run() -> None:
    assert pages.page(20) == pages.page(20)


def test_the_origins_template_gives_the_page_when_its_gaps_are_filled() -> None:
    text = pages.template(20).replace(pages.BREAK, "")
    for gap, said in (("token", "0" * 32), ("count", "3"), ("total", "45")):
        text = text.replace(f"\x1f{gap}\x1f", said)
    assert text == pages.page(20)


def test_the_edits_by_selectolax_are_the_edits_by_hand() -> None:
    page = pages.page(20)
    assert pages.same(edits.rewritten(page, pages.OWN), pages.edited(page, pages.OWN))


def test_a_page_that_lacks_an_edit_is_not_right() -> None:
    page = pages.page(20)
    whole = pages.edited(page, pages.EVERYBODY)
    assert not pages.same(page, whole)
    for edit in (pages.SCRIPT, pages.PICKED, f'<div class="banner">{pages.EVERYBODY}</div>'):
        assert not pages.same(whole.replace(edit, ""), whole)


def test_a_page_that_lost_something_else_is_not_right() -> None:
    whole = pages.edited(pages.page(20), pages.EVERYBODY)
    assert not pages.same(whole.replace("Add to basket", "Add", 1), whole)


def test_ten_rules_by_hand_say_what_the_rules_of_the_site_say() -> None:
    known = f"{pages.CATEGORY}|1|1|0|"
    assert edits.words_for(known, ("London", "GB"), {}) == pages.OWN


@pytest.mark.parametrize(
    ("visitor", "place", "headers"),
    [
        ("", ("London", "GB"), {}),
        ("Boots|2|1|0|", ("Paris", "FR"), {}),
        ("Boots|0|1|0|", ("London", "GB"), {}),
        ("Boots|2|1|0|coupon", ("London", "GB"), {}),
        ("Boots|2|1|3|", ("London", "GB"), {}),
        ("Boots|2|1|0|", ("London", "GB"), {"User-Agent": "Mobile Safari"}),
    ],
)
def test_whoever_misses_a_rule_is_greeted_like_everybody(
    visitor: str, place: tuple[str, str], headers: dict[str, str]
) -> None:
    assert edits.words_for(visitor, place, headers) == pages.EVERYBODY


def test_only_a_cookie_that_was_signed_is_known() -> None:
    assert edits.known(edits.sealed("abc")) == "abc"
    assert edits.known("abc." + "0" * 40) == ""
    assert edits.known("") == ""


@pytest.mark.parametrize(("work", "rules"), [("W1", 4), ("W2", 10)])
def test_our_site_loads_with_every_expectation_met(work: str, rules: int) -> None:
    names = ("site.yaml", ours.RULES[work], *(f"fragments/{file.name}" for file in (FILES / "fragments").iterdir()))
    found = compiled({name: (FILES / name).read_bytes() for name in names}, NOW)
    assert not found.errors
    assert len(found.rulebook.rules) == rules
