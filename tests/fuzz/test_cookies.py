from hypothesis import given
from hypothesis import strategies as st

from proxy.cookies import PREVIEW, STOPPED, VISITOR, for_shop
from proxy.identify import SEED, consent_of, identity_of, issue, recognize, remembered
from proxy.message import Head, cookies
from proxy.preview import persona_of, previewed, token_of
from proxy.seal import opened, sealed
from rules.context import Consent
from tests.support.fuzz import examples
from tests.support.keys import keys
from tests.support.naughty import NAUGHTY
from tests.support.requests import NOON, SITE

KEYS = keys("k", "o")
OURS = remembered(KEYS, issue(KEYS, b"s" * SEED, NOON), NOON, secure=False).split(b";")[0].partition(b"=")[2]
LINK = token_of(KEYS, {"country": "GB"}, NOON + 60).encode()

raw = st.one_of(
    st.binary(max_size=30).map(lambda each: each.translate(None, b"\0\r\n")),
    st.sampled_from(
        [
            b"dv",
            b"dv=",
            b"__Host-dv=",
            b"dv-preview=",
            b"dv-stop=1",
            b"cookie_ok=1",
            b"; ",
            b"=",
            b'"',
            b",",
            OURS,
            LINK,
        ]
    ),
    st.sampled_from(NAUGHTY).map(lambda bad: bad.encode("latin-1", "ignore").translate(None, b"\0\r\n")),
)
lines = st.lists(st.lists(raw, max_size=6).map(b"".join), max_size=3)


def sending(*values: bytes) -> Head:
    return Head("GET", "/", tuple((b"Cookie", value) for value in values))


@examples(300)
@given(lines)
def test_any_cookies_are_read_and_ours_never_reach_the_shop(values: list[bytes]) -> None:
    head = sending(*values)
    ours = {cookie.name(secure=secure) for cookie in (VISITOR, PREVIEW, STOPPED) for secure in (True, False)}
    before = [pair for pair in cookies(head.headers) if pair[0] not in ours]
    assert list(cookies(for_shop(head.headers))) == before
    assert isinstance(consent_of(head, SITE, NOON), Consent)
    for secure in (True, False):
        found = recognize(KEYS, head, NOON, secure=secure)
        assert found is None or found.seed == b"s" * SEED
        assert previewed(KEYS, head, NOON, secure=secure) in (None, {"country": "GB"})


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    at = draw(st.integers(0, len(whole)))
    to = draw(st.integers(at, min(len(whole), at + 4)))
    return whole[:at] + draw(st.one_of(st.binary(max_size=4), st.just(whole[at:to] * 2), st.just(b""))) + whole[to:]


@examples(300)
@given(damaged(OURS))
def test_a_cookie_that_differs_in_anything_is_nobodys(value: bytes) -> None:
    found = identity_of(KEYS, value.decode("latin-1"))
    assert (found is not None) == (value == OURS)


@examples(200)
@given(damaged(LINK))
def test_a_preview_that_differs_in_anything_is_none(value: bytes) -> None:
    found = persona_of(KEYS, value.decode("latin-1"), NOON)
    assert (found is not None) == (value == LINK)


@examples(200)
@given(st.text(max_size=60), st.sampled_from(["visitor", "preview", ""]))
def test_nobody_writes_a_seal(text: str, purpose: str) -> None:
    assert opened(KEYS, purpose, text) is None


@examples(200)
@given(st.binary(max_size=60), st.text(max_size=10))
def test_what_is_sealed_is_opened_for_its_purpose_alone(value: bytes, purpose: str) -> None:
    found = opened(KEYS, purpose, sealed(KEYS, purpose, value))
    assert found is not None
    assert found.value == value
    assert opened(KEYS, purpose + "x", sealed(KEYS, purpose, value)) is None
