import pytest

from rules.language.tags import ADDRESSES, DEAF, RAW, VOID, is_address, takes_values


@pytest.mark.parametrize("name", ["title", "alt", "class", "data-id", "aria-label", "href", "src", "value"])
def test_harmless_attributes_take_values(name: str) -> None:
    assert takes_values(name)


@pytest.mark.parametrize(
    "name", ["onclick", "style", "srcdoc", "srcset", "id", "name", "formtarget", "http-equiv", "xlink:href", "is", ""]
)
def test_all_others_do_not(name: str) -> None:
    assert not takes_values(name)


def test_addresses_are_told_from_text() -> None:
    assert all(is_address(name) for name in ADDRESSES)
    assert not is_address("title")


def test_no_tag_is_both_void_and_raw() -> None:
    assert VOID.isdisjoint(RAW)


def test_what_loads_or_runs_is_deaf() -> None:
    assert {"script", "iframe", "object", "embed", "link", "meta", "base"} <= DEAF
