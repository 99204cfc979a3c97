from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.seal import Key, Keys, Opened, opened, sealed
from tests.support.keys import key, keys

_VALUES = st.binary(max_size=60)


@given(_VALUES)
def test_what_is_sealed_is_opened(value: bytes) -> None:
    assert opened(keys(), "visitor", sealed(keys(), "visitor", value)) == Opened(value, fresh=True)


@given(_VALUES, st.data())
def test_any_letter_changed_is_refused(value: bytes, data: st.DataObject) -> None:
    text = sealed(keys(), "visitor", value)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(printable).filter(lambda other: other != text[place]))
    assert opened(keys(), "visitor", text[:place] + letter + text[place + 1 :]) is None


@given(_VALUES, st.text(min_size=1, max_size=3))
def test_anything_added_or_cut_is_refused(value: bytes, more: str) -> None:
    text = sealed(keys(), "visitor", value)
    assert [opened(keys(), "visitor", other) for other in (text + more, more + text, text[:-1], text[1:])] == [None] * 4


@given(st.text(max_size=80))
def test_nonsense_is_refused(text: str) -> None:
    assert opened(keys(), "visitor", text) is None


def test_a_seal_of_another_purpose_is_refused() -> None:
    assert opened(keys(), "preview", sealed(keys(), "visitor", b"a")) is None


def test_a_seal_of_another_key_is_refused() -> None:
    assert opened(keys("a"), "visitor", sealed(keys("b"), "visitor", b"a")) is None


def test_the_pseudonym_key_signs_nothing() -> None:
    assert opened(keys("a"), "visitor", sealed(keys("p"), "visitor", b"a")) is None


def test_an_older_key_is_believed_and_told() -> None:
    assert opened(keys("b", "a"), "visitor", sealed(keys("a"), "visitor", b"v")) == Opened(b"v", fresh=False)


def test_a_seal_fits_a_cookie_and_a_link() -> None:
    assert set(sealed(keys(), "visitor", bytes(range(256)))) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_rotation_signs_anew_and_forgets_nobody() -> None:
    before = keys("a")
    after = before.rotated(b"b" * 32, now=100, life=1000)
    assert after.current == Key(b"b" * 32, 100)
    assert after.pseudonym == before.pseudonym
    assert opened(after, "visitor", sealed(before, "visitor", b"v")) == Opened(b"v", fresh=False)


@pytest.mark.parametrize(("now", "kept"), [(600, "cba"), (1100, "cba"), (1101, "cb")])
def test_a_key_goes_when_all_that_it_signed_is_over(now: int, kept: str) -> None:
    old = Keys(key("c", 200), key("p"), (key("b", 100), key("a", 0)))
    found = old.rotated(b"d" * 32, now, life=1000)
    assert [one.secret[:1].decode() for one in found.older] == list(kept)
