"""Selectors that both engines understand."""

import pytest

from proxy.html.selector import selector_problem


@pytest.mark.parametrize(
    "css",
    ["#a", ".b > c ~ d", "a:has(> img)", "[name='x' i]", ":nth-child(2 of .x)", "a, b", ":not(:is(a, b))", ".größe"],
)
def test_a_selector_that_can_be_used(css: str) -> None:
    assert selector_problem(css) is None


@pytest.mark.parametrize("css", ["", "a[", "a,,b", "> a", "p::before", "a:foo", ":has(", "..a", ":lang(de)", "123"])
def test_a_selector_that_cannot(css: str) -> None:
    assert selector_problem(css)
