from collections.abc import Mapping

import pytest

from rules.context import Context, Request
from tests.support.words import NOW, answer, refused, seen

Query = Mapping[str, tuple[str, ...]]


def asked(query: Query) -> Context:
    return Context(NOW, Request(query=query))


@pytest.mark.parametrize(
    ("value", "query"),
    [
        ("sort", {"sort": ("price",)}),
        ({"has": "sort"}, {"sort": ("",)}),
        ({"empty": True}, {}),
        ({"route": "product/category"}, {"route": ("product/category",), "page": ("2",)}),
        ({"route": {"starts_with": "product/"}}, {"route": ("product/product",)}),
        ({"page": 2}, {"page": ("1", "2")}),
        ({"page": {"not": 2}}, {}),
        ({"page": ""}, {}),
        ({"a": 1, "b": 2}, {"a": ("1",), "b": ("2",)}),
        ({"has": "x", "route": "y"}, {"has": ("x",), "route": ("y",)}),
    ],
)
def test_the_query_is_met(value: object, query: Query) -> None:
    assert answer("query", value, asked(query)) == "yes"


@pytest.mark.parametrize(
    ("value", "query"),
    [
        ("sort", {"sorted": ("price",)}),
        ({"empty": True}, {"a": ("",)}),
        ({"route": "product/category"}, {}),
        ({"route": "product/category"}, {"route": ("common/home",)}),
        ({"page": {"not": 2}}, {"page": ("1", "2")}),
        ({"page": ""}, {"page": ("2",)}),
        ({"a": 1, "b": 2}, {"a": ("1",)}),
    ],
)
def test_the_query_is_not_met(value: object, query: Query) -> None:
    assert answer("query", value, asked(query)) == "no"


def test_a_strange_operator_behind_a_key_is_refused() -> None:
    assert refused("query", {"route": {"begins_with": "p"}}) == {
        "unknown-operator": 'there is no "begins_with" here. Did you mean "starts_with"?'
    }


def test_the_trace_tells_the_query() -> None:
    assert seen("query", "sort", asked({"a": ("1", "2")})) == "query = a=1&a=2"
    assert seen("query", "sort", asked({})) == "query = empty"
