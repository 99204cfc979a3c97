from decimal import Decimal

import pytest

from rules.language.filters import FILTERS
from tests.support.fragments import gives


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("{{ search | upper }}", "tom & co", "TOM &amp; CO"),
        ("{{ search | lower }}", "Boots", "boots"),
        ("{{ search | capitalize }}", "boots", "Boots"),
        ("{{ search | trim }}", " boots ", "boots"),
        ("{{ search | truncate(12) }}", "Waxed coat of Scottish cotton", "Waxed coat…"),
        ("{{ search | truncate(12) }}", "Waxed coat", "Waxed coat"),
        ("{{ search | urlencode }}", "a/b c&d?é", "a%2Fb%20c%26d%3F%C3%A9"),
        ("{{ search | urlencode }}", "a\ud800b", "a%3Fb"),
        ("{{ search | default('x') }}", None, "x"),
        ("{{ search | default('<x>') }}", "", "&lt;x&gt;"),
        ("{{ search | default('x') }}", "boots", "boots"),
        ("{{ search | length }}", "boots", "5"),
    ],
)
def test_text(text: str, value: object, result: str) -> None:
    assert gives(text, search=value) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ basket.value | comma }}", "1.234,50"),
        ("{{ basket.value | round }}", "1235"),
        ("{{ basket.value | round | comma }}", "1235"),
    ],
)
def test_amounts(text: str, result: str) -> None:
    assert gives(text, basket_value=Decimal("1234.5")) == result


@pytest.mark.parametrize("name", sorted(FILTERS.keys() - {"default"}))
def test_what_is_not_known_stays_not_known(name: str) -> None:
    assert gives("{{ search | " + name + " }}", search=None) is None
    assert gives("{{ search | " + name + " }}") is None
