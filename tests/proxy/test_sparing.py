"""What is left of addresses, places and texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.sparing import blurred, coarse, masked, network
from rules.context import Place
from rules.privacy import Grain

PLACE = Place("EU", "GB", "ENG", "London", "Europe/London")


@pytest.mark.parametrize(
    ("address", "bits", "expected"),
    [
        ("81.2.69.142", 24, "81.2.69.0/24"),
        ("81.2.69.142", 16, "81.2.0.0/16"),
        ("2001:db8:1:2::3", 24, "2001:db8:1::/48"),
        ("2001:db8:1:2::3", 16, "2001:db8:1::/48"),
        ("unknown", 24, ""),
        ("", 24, ""),
    ],
)
def test_of_an_address_the_network_is_left(address: str, bits: int, expected: str) -> None:
    assert network(address, bits) == expected


def test_a_place_is_asked_for_by_the_first_address_of_the_network() -> None:
    assert blurred("81.2.69.142") == "81.2.69.0"
    assert blurred("2001:db8:1:2::3") == "2001:db8:1::"
    assert blurred("nobody") == ""


def test_a_place_is_no_finer_than_asked() -> None:
    assert coarse(PLACE, Grain.CITY) == PLACE
    assert coarse(PLACE, Grain.REGION) == Place("EU", "GB", "ENG", None, "Europe/London")
    assert coarse(PLACE, Grain.COUNTRY) == Place("EU", "GB")
    assert coarse(PLACE, Grain.NONE) == Place()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("send it to ada.lovelace@shop.example please", "send it to * please"),
        ("ada%40shop.example", "*"),
        ("x" * 90 + "@shop.example", "*"),
        ("4111111111111111", "*"),
        ("4111 1111 1111 1111", "*"),
        ("card 4111-1111-1111-1111!", "card *!"),
        ("378282246310005", "*"),
        ("password=hunter2&x=1", "password=*&x=1"),
        ("Passwort: geheim", "Passwort: *"),
        ('{"password": "two words", "a": 1}', '{"password": *, "a": 1}'),
        ("pin=1234", "pin=*"),
        ("/reset/token=abc", "/reset/token=*"),
    ],
)
def test_what_names_a_person_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("winter coat", "coat @ 50 %", "a@b", "4111111111111112", "4006381333931", "order 2026-11-22 17:00"),
        *("https://shop.example/p/42?size=xl", "pinned: yes", "compass=north", "", "Größe 42"),
    ],
)
def test_all_else_stays(text: str) -> None:
    assert masked(text) == text


@given(st.text(), st.text())
def test_no_address_survives_among_other_words(before: str, after: str) -> None:
    assert "ada@shop.example" not in masked(f"{before} ada@shop.example {after}")


@given(st.text('4 1@a.=:pin"', max_size=200))
def test_masking_twice_changes_no_more(text: str) -> None:
    once = masked(text)
    assert len(masked(once)) <= len(once)
