"""Two bodies side by side: which values differ, and when they differ in more than values."""

import pytest

from proxy.charset import Charset
from proxy.html.align import differing
from proxy.html.gaps import Kind
from proxy.html.source import Source


def differences(body: str, other: str) -> list[tuple[str, Kind]] | None:
    """Return what a body has where it differs, None when the two cannot be aligned."""
    source = Source.of(body.encode(), Charset("utf-8"))
    found = next(differing(source, [other.encode()]), None)
    return None if found is None else [(source.text[each.start : each.end], each.kind) for each in found[1]]


@pytest.mark.parametrize(
    ("body", "other", "value", "kind"),
    [
        ('<input value="ab">', '<input value="ac">', "ab", Kind.DOUBLE),
        ('<input value="">', '<input value="x">', "", Kind.DOUBLE),
        ('<input value="12">', '<input value="123">', "12", Kind.DOUBLE),
        ("<a title='x>y' href='/a?t=1'>", "<a title='x>y' href='/a?t=2'>", "/a?t=1", Kind.SINGLE),
        ("<input value=ab>", "<input value=acd>", "ab", Kind.BARE),
        ("<p> 3 items </p>", "<p> 14 items </p>", "3 items", Kind.TEXT),
        ("<p>a</p>\n3\n<b>", "<p>a</p>\n14\n<b>", "3", Kind.TEXT),
        ("<title>Shop (3)</title>", "<title>Shop</title>", "Shop (3)", Kind.TEXT),
        ("<script>n = 3;</script>", "<script>n = 4;</script>", "n = 3;", Kind.RAW),
        ("<script>a<b; n = 'x y'</script>", "<script>a<b; n = 'z'</script>", "x y", Kind.APOSTROPHES),
        ('<script>a<b; n = "x y"</script>', '<script>a<b; n = ""</script>', "x y", Kind.STRING),
        ("<script>a<b; n = 37;</script>", "<script>a<b; n = 4;</script>", "37", Kind.WORD),
        ("<p>x</p><!-- took 0.1 s -->", "<p>x</p><!-- took 0.23 s -->", "0.1", Kind.WORD),
        ("<!-- 1 --><p>x", "<!-- 2 --><p>x", "1", Kind.WORD),
    ],
)
def test_one_value_differs(body: str, other: str, value: str, kind: Kind) -> None:
    assert differences(body, other) == [(value, kind)]


def test_several_values_differ() -> None:
    found = differences("<p title='a'>b <b>same</b> c</p>", "<p title='x'>yy <b>same</b> zzz</p>")
    assert found == [("a", Kind.SINGLE), ("b", Kind.TEXT), ("c", Kind.TEXT)]


@pytest.mark.parametrize(
    ("body", "other"),
    [
        ("<ul><li>a</ul>", "<ul><li>a<li>b</ul>"),
        ("<p>x", "<b>x"),
        ("<p a=1>", "<p b=1>"),
        ("<p>", "<p>x"),
        ("<p>x</p>", "<p></p>"),
        ("<p>x</p>", "<p> x</p>"),
        ("<textarea>a<b</textarea>", "<textarea>a<c</textarea>"),
        ("<!doctype html><p>", "<!doctype htm><p>"),
        ("</p x='1'>", "</p x='2'>"),
        ("<script>a<b</script>", "<script>a<b</script><p>"),
        ("a", "a"),
    ],
)
def test_more_than_values_differs_or_nothing(body: str, other: str) -> None:
    assert differences(body, other) is None


def test_one_body_is_laid_beside_several() -> None:
    source = Source.of(b"<p>1</p>", Charset("utf-8"))
    assert len(list(differing(source, [b"<b>1</b>", b"<p>2</p>", b"<p>1</p><p>", b"<p>33</p>"]))) == 2
