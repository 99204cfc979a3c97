"""A word that stands beside `who` and `do` is told where it belongs."""

import pytest

from tests.support.folder import codes, draft, sentences


@pytest.mark.parametrize(
    ("line", "home"),
    [
        ("weather: snow", "who"),
        ("utm.medium: coupon", "who"),
        ("page: home", "where"),
        ("exit_intent: any", "when"),
        ("popup: { fragment: hello }", "do"),
    ],
)
def test_it_is_told_under_which_key_it_belongs(line: str, home: str) -> None:
    rule = draft(f"{line}\ndo: [ {{ hide: header }} ]")
    assert codes(rule) == ["wrong-place"]
    assert sentences(rule) == [f'"{line.split(":", maxsplit=1)[0]}" belongs under `{home}`']


def test_what_is_a_key_of_a_rule_stays_where_it_is() -> None:
    assert not codes(draft("where: { page: home }\ndo: [ { hide: header } ]"))


def test_what_belongs_nowhere_is_still_strange() -> None:
    assert codes(draft("zebra: 1\ndo: [ { hide: header } ]")) == ["unknown-key"]
