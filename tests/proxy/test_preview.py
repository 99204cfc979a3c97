import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.message import Head
from proxy.preview import LARGEST, PersonaTooLargeError, begun, ended, persona_of, previewed, token_of
from proxy.seal import sealed
from tests.support.keys import keys

_NOW = 1_800_000_000.0
_PERSONA = {
    "country": "GB",
    "landing": "/basket?utm_medium=coupon",
    "items": 2,
    "consent": ["personalise"],
    "name": "Zo\xeb",
}
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def looks_as(pair: str, at: float = _NOW, *, secure: bool = False) -> object:
    return previewed(keys(), Head("GET", "/", ((b"Cookie", pair.encode()),)), at, secure=secure)


def cookie(token: str, *, secure: bool = False) -> str:
    line = begun(keys(), token, _NOW, secure=secure)
    assert line is not None
    return line.decode().partition(";")[0]


@given(st.dictionaries(st.text(max_size=8), _JSON, max_size=5))
def test_a_token_is_its_persona(persona: dict[str, object]) -> None:
    assert persona_of(keys(), token_of(keys(), persona, _NOW + 60), _NOW) == persona


def test_it_runs_out() -> None:
    token = token_of(keys(), _PERSONA, _NOW + 60)
    assert persona_of(keys(), token, _NOW + 59) == _PERSONA
    assert persona_of(keys(), token, _NOW + 60) is None


def test_it_cannot_be_forged() -> None:
    token = token_of(keys(), _PERSONA, _NOW + 60)
    changed = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
    ]
    assert [persona_of(keys(), other, _NOW) for other in changed] == [None] * len(token)
    assert persona_of(keys("x"), token, _NOW) is None


@pytest.mark.parametrize("token", ["", "A", "A" * 5000, "{}", "../../etc/passwd"])
def test_other_texts_are_no_token(token: str) -> None:
    assert persona_of(keys(), token, _NOW) is None
    assert begun(keys(), token, _NOW, secure=True) is None


def test_a_visitors_cookie_is_no_preview() -> None:
    assert persona_of(keys(), sealed(keys(), "visitor", bytes(21)), 0.0) is None


def test_a_link_begins_a_preview_that_lasts_as_long_as_its_token() -> None:
    token = token_of(keys(), _PERSONA, _NOW + 60)
    line = begun(keys(), token, _NOW, secure=True)
    assert line == f"__Host-dv-preview={token}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure".encode()
    assert begun(keys(), token, _NOW + 60, secure=True) is None


def test_the_cookie_keeps_the_browser_that_persona() -> None:
    pair = cookie(token_of(keys(), _PERSONA, _NOW + 60))
    assert looks_as(pair) == _PERSONA
    assert looks_as("dv-preview=forged; " + pair) == _PERSONA
    assert looks_as(pair, _NOW + 60) is None
    assert looks_as(pair, secure=True) is None


@pytest.mark.parametrize("pair", ["", "dv-preview=", "dv-preview=x", "dv=x"])
def test_without_it_everybody_is_himself(pair: str) -> None:
    assert looks_as(pair) is None


def test_leaving_takes_the_cookie_back() -> None:
    assert ended(secure=False) == b"dv-preview=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"


def test_a_persona_too_large_for_a_cookie_is_refused_with_its_size() -> None:
    chance = random.Random(1)
    persona = {"viewed": [{"product": str(chance.random())} for _ in range(400)]}
    with pytest.raises(PersonaTooLargeError, match=f"letters, {LARGEST} at most"):
        token_of(keys(), persona, _NOW)
