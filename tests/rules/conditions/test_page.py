import pytest

from rules.context import Context
from tests.support.words import NOW, answer, refused, seen


def on(*pages: str) -> Context:
    return Context(NOW, pages=frozenset(pages))


@pytest.mark.parametrize(
    ("value", "pages"),
    [
        ("cart", ["cart"]),
        (["cart", "checkout"], ["checkout"]),
        ("cart", ["cart", "checkout"]),
        ({"not": "cart"}, ["home"]),
        ({"not": "cart"}, []),
        ({"starts_with": "c"}, ["checkout"]),
    ],
)
def test_the_page_is_one_of_those_asked_for(value: object, pages: list[str]) -> None:
    assert answer("page", value, on(*pages)) == "yes"


@pytest.mark.parametrize(
    ("value", "pages"),
    [
        ("cart", ["checkout"]),
        ("cart", []),
        (["cart", "checkout"], ["home"]),
        ({"not": "cart"}, ["cart"]),
        ({"not": "cart"}, ["home", "cart"]),
        ({"starts_with": "c"}, ["home"]),
    ],
)
def test_the_page_is_another(value: object, pages: list[str]) -> None:
    assert answer("page", value, on(*pages)) == "no"


def test_a_page_that_site_yaml_does_not_name_is_refused_with_the_nearest() -> None:
    assert refused("page", ["cart", "chekout"]) == {
        "unknown-page": 'there is no page "chekout". Did you mean "checkout"?'
    }


def test_the_trace_names_the_page() -> None:
    assert seen("page", "cart", on("home", "cart")) == "page = cart, home"
    assert seen("page", "cart", on()) == "page = none that site.yaml names"
