import pytest

from rules.context import Context, Request
from tests.support.words import NOW, answer, refused, seen


def at(path: str) -> Context:
    return Context(NOW, Request(path=path))


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("/basket", "/basket"),
        ("/p/**", "/p/boots/red"),
        ("/p/*", "/p/boots"),
        ("**.html", "/a/b.html"),
        (["/a", "/b"], "/b"),
        ({"not": "/basket"}, "/"),
        ({"starts_with": "/p/"}, "/p/boots"),
        ({"ends_with": ".html"}, "/x.HTML"),
        ({"contains": "boot"}, "/p/red-boots"),
        ({"is": "/p/**", "not": "/p/sale"}, "/p/boots"),
    ],
)
def test_the_path_is_met(value: object, path: str) -> None:
    assert answer("path", value, at(path)) == "yes"


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("/basket", "/basket/"),
        ("/basket", "/Basket"),
        ("/p/*", "/p/boots/red"),
        ("/p/**", "/q/boots"),
        ("/a.c", "/abc"),
        ({"not": ["/basket", "/p/**"]}, "/p/boots"),
        ({"starts_with": "/p/"}, "/shop/p/"),
        ({"is": "/p/**", "not": "/p/sale"}, "/p/sale"),
        ({"is": "/p/**", "contains": "boot"}, "/p/hat"),
    ],
)
def test_the_path_is_not_met(value: object, path: str) -> None:
    assert answer("path", value, at(path)) == "no"


@pytest.mark.parametrize("value", ["basket", "https://shop.example/basket", 3, "/a/**/b/**"])
def test_what_is_no_path_is_refused(value: object) -> None:
    assert list(refused("path", value)) == ["not-a-path"]


def test_the_trace_tells_the_path() -> None:
    assert seen("path", "/basket", at("/p/1")) == "path = /p/1"
