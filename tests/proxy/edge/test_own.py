import pytest

from proxy.edge.own import STATIC, OwnPages, text
from proxy.message import Head, first

OURS = OwnPages("/.devanture/", STATIC)


@pytest.mark.parametrize("target", ["/.devanture/", "/.devanture", "/.devanture?x", "/.devanture/a/b?c"])
def test_what_is_under_the_prefix_is_ours(target: str) -> None:
    assert OURS.owns(Head("GET", target, ()))


@pytest.mark.parametrize("target", ["/", "/devanture/", "/.devantures/", "/shop/.devanture/", "//.devanture/"])
def test_all_else_is_the_shops(target: str) -> None:
    assert not OURS.owns(Head("GET", target, ()))


async def test_the_table_answers_and_what_it_does_not_name_is_missing() -> None:
    assert (await OURS.answer(Head("GET", "/.devanture/ribbon.css?v=1", ()))).status == 200
    assert (await OURS.answer(Head("POST", "/.devanture/ribbon.css", ()))).status == 405
    assert (await OURS.answer(Head("GET", "/.devanture/../", ()))).status == 404


def test_a_small_page_is_kept_nowhere_and_names_nobody() -> None:
    page = text(502, "The shop does not answer.")
    assert (page.status, page.reason, page.body) == (502, "Bad Gateway", b"The shop does not answer.\n")
    assert first(page.headers, b"cache-control") == "no-store"
    assert first(page.headers, b"server") == ""
