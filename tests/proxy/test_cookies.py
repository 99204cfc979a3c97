import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.cookies import PREVIEW, VISITOR, for_shop
from proxy.message import Headers, every


def goes_on(*lines: bytes) -> bytes:
    found = for_shop(tuple((b"Cookie", line) for line in lines))
    assert len(found) <= 1
    return found[0][1] if found else b"nothing"


def test_over_https_no_other_host_of_the_domain_can_set_them() -> None:
    assert VISITOR.line("v", secure=True, seconds=60) == (
        b"__Host-dv=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
    )


def test_over_plain_http_they_still_work() -> None:
    assert PREVIEW.line("p", secure=False, seconds=0) == b"dv-preview=p; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((b"a=1; dv=x; b=2",), b"a=1; b=2"),
        ((b"dv=x; a=1",), b"a=1"),
        ((b"a=1; dv=x",), b"a=1"),
        ((b"a=1;dv=x;b=2",), b"a=1;b=2"),
        ((b"a=1; dv=x; dv=y; __Host-dv=z; dv-preview=p; __Host-dv-preview=q",), b"a=1"),
        ((b"dv=x",), b"nothing"),
        ((b"dv=x", b"a=1"), b"a=1"),
        ((b"a=1", b"b=2"), b"a=1; b=2"),
    ],
)
def test_the_shop_never_sees_ours(lines: tuple[bytes, ...], expected: bytes) -> None:
    assert goes_on(*lines) == expected


@pytest.mark.parametrize(
    "line",
    [b"a=1", b'a="x,y";b', b"a=1;  b=2;", b"DV=x", b"dv2=x", b"xdv=x", b"a=dv=x", b"\xe9=\xff; a==", b"=", b"dv.x=1"],
)
def test_the_shops_own_keep_their_bytes(line: bytes) -> None:
    assert goes_on(line) == line


def test_other_fields_keep_their_place() -> None:
    headers: Headers = ((b"A", b"1"), (b"cookie", b"dv=x"), (b"B", b"2"), (b"Cookie", b"s=1"), (b"C", b"3"))
    assert for_shop(headers) == ((b"A", b"1"), (b"cookie", b"s=1"), (b"B", b"2"), (b"C", b"3"))
    assert for_shop(headers[:1]) == headers[:1]


@given(
    st.lists(
        st.from_regex(rb"[a-z]{1,3}=[!-:<-~]{0,8}", fullmatch=True).filter(lambda pair: pair[:3] != b"dv="), max_size=8
    )
)
def test_any_cookies_come_through_whole(pairs: list[bytes]) -> None:
    mixed = [b"dv=1", *(part for pair in pairs for part in (pair, b"dv-preview=2"))]
    found = for_shop(((b"Cookie", b"; ".join(mixed)),))
    assert every(found, b"cookie") == ((b"; ".join(pairs).decode(),) if pairs else ())
