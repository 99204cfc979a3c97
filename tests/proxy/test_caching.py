import pytest

from proxy.caching import private, varying
from proxy.message import Headers, every


def policy(*lines: bytes) -> str:
    headers = private(tuple((b"cache-control", line) for line in lines))
    assert len(headers) == 1
    return every(headers, b"cache-control")[0]


def varies(*lines: bytes) -> tuple[str, ...]:
    return every(varying(tuple((b"Vary", line) for line in lines), "Accept-Encoding", "Cookie"), b"vary")


@pytest.mark.parametrize(
    "said",
    [
        (),
        (b"public, max-age=600, s-maxage=600, immutable",),
        (b"max-age=0, stale-while-revalidate=60, stale-if-error=60",),
        (b'private="x-name", community="UCI"',),
        (b"Private", b"no-cache=set-cookie"),
    ],
)
def test_what_the_shop_allows_goes(said: tuple[bytes, ...]) -> None:
    assert policy(*said) == "private, no-cache"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((b"no-store",), "private, no-cache, no-store"),
        ((b"No-Store, no-cache, Must-Revalidate",), "private, no-cache, no-store, must-revalidate"),
        ((b"max-age=9", b"proxy-revalidate, proxy-revalidate"), "private, no-cache, proxy-revalidate"),
        ((b"no-transform",), "private, no-cache, no-transform"),
    ],
)
def test_what_the_shop_forbids_stays(said: tuple[bytes, ...], expected: str) -> None:
    assert policy(*said) == expected


def test_doing_it_twice_changes_nothing() -> None:
    headers: Headers = ((b"Cache-Control", b"no-store, max-age=3"), (b"Expires", b"Thu, 01 Jan 2026 00:00:00 GMT"))
    assert set(private(private(headers))) == set(private(headers))


@pytest.mark.parametrize(
    "name",
    [b"CDN-Cache-Control", b"Cloudflare-CDN-Cache-Control", b"Surrogate-Control", b"Edge-Control", b"X-Accel-Expires"],
)
def test_shared_caches_get_no_orders_of_their_own(name: bytes) -> None:
    assert private(((name, b"max-age=600"),)) == ((b"Cache-Control", b"private, no-cache"),)


def test_old_caches_are_told_as_well() -> None:
    headers = private(((b"Expires", b"Thu, 01 Jan 2099 00:00:00 GMT"), (b"Pragma", b"no-cache")))
    assert headers == ((b"Expires", b"0"), (b"Pragma", b"no-cache"), (b"Cache-Control", b"private, no-cache"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), ("Accept-Encoding, Cookie",)),
        ((b"accept-encoding",), ("accept-encoding, Cookie",)),
        ((b"User-Agent, Accept", b"Cookie"), ("User-Agent, Accept, Cookie, Accept-Encoding",)),
        ((b"*",), ("*",)),
        ((b"Accept", b"*"), ("Accept", "*")),
    ],
)
def test_vary_is_added_to_and_never_lessened(said: tuple[bytes, ...], expected: tuple[str, ...]) -> None:
    assert varies(*said) == expected
