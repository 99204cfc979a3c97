"""What may stand in a gap, and what a value in one means."""

import pytest

from proxy.charset import Charset
from proxy.html.gaps import PATTERNS, Gap, Kind, fitting, may_stand, said

UTF8 = Charset("utf-8")


def taken(kind: Kind, behind: bytes) -> bytes | None:
    match = PATTERNS[kind].match(behind)
    return match[0] if match else None


@pytest.mark.parametrize(
    ("kind", "behind", "value"),
    [
        (Kind.DOUBLE, b"a'b > c\">", b"a'b > c"),
        (Kind.DOUBLE, b'">', b""),
        (Kind.DOUBLE, b'a<b">', b"a"),
        (Kind.DOUBLE, b'a\0b">', b"a"),
        (Kind.SINGLE, b"a\"b'>", b'a"b'),
        (Kind.BARE, b"/a?b=c&d x>", b"/a?b=c&d"),
        (Kind.BARE, b"a/>", b"a"),
        (Kind.BARE, b">", None),
        (Kind.TEXT, b"3 items \n</p>", b"3 items"),
        (Kind.TEXT, b" 3</p>", None),
        (Kind.TEXT, b"</p>", None),
        (Kind.RAW, b"a > b</script>", b"a > b"),
        (Kind.STRING, b'a-->"', b"a--"),
        (Kind.APOSTROPHES, b"a</b'", b"a"),
        (Kind.WORD, b"0.123 s", b"0.123"),
        (Kind.WORD, b"--", None),
    ],
)
def test_a_value_ends_where_its_state_would(kind: Kind, behind: bytes, value: bytes | None) -> None:
    assert taken(kind, behind) == value


@pytest.mark.parametrize(
    ("body", "kind", "good"),
    [
        (b'<p a="x">', Kind.DOUBLE, True),
        (b"<p a='x'>", Kind.DOUBLE, False),
        (b"<p a= x>", Kind.BARE, True),
        (b'<p a="x>', Kind.BARE, False),
        (b"<p> x </p>", Kind.TEXT, True),
        (b"<p>y x</p>", Kind.TEXT, False),
        (b"<p>x y</p>", Kind.TEXT, False),
        (b"<!-- x -->", Kind.WORD, True),
        (b"<!--x -->", Kind.WORD, False),
        (b"<script>'</x>'", Kind.WORD, False),
        (b"<!-- &#x; -->", Kind.WORD, False),
        ("<!-- éx -->".encode(), Kind.WORD, False),
    ],
)
def test_what_is_around_a_gap_begins_and_ends_its_state(body: bytes, kind: Kind, good: bool) -> None:
    at = body.rindex(b"x")
    assert may_stand(body, at, at + 1, kind) is good


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        (Kind.TEXT, b"a&amp;b", True),
        (Kind.TEXT, b"&#32;", False),
        (Kind.TEXT, b"&#10;x", False),
        (Kind.TEXT, b"&#17;", False),
        (Kind.DOUBLE, b"&#x12;", False),
        (Kind.DOUBLE, b"&#32;&#039;", True),
    ],
)
def test_references_mean_nothing_that_is_kept_out(kind: Kind, value: bytes, good: bool) -> None:
    assert fitting([Gap(kind)], [value]) is good


@pytest.mark.parametrize(
    ("kind", "value", "meaning"),
    [
        (Kind.TEXT, "£ 5", "£ 5"),
        (Kind.TEXT, "&pound;5&ltx", "£5<x"),
        (Kind.DOUBLE, "a&amp;b&copy=1", "a&b&copy=1"),
        (Kind.SINGLE, 'a"b&eacute;', 'a"bé'),
        (Kind.RAW, "a&amp;b\nc", "a&amp;b c"),
    ],
)
def test_what_a_value_means(kind: Kind, value: str, meaning: str) -> None:
    assert said(Gap(kind), value.encode(), UTF8) == meaning


def test_half_a_character_means_nothing() -> None:
    assert said(Gap(Kind.TEXT), "é".encode()[:1], UTF8) is None
    assert said(Gap(Kind.TEXT), "é".encode("cp1252"), Charset("windows-1252")) == "é"
