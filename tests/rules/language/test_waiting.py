import pytest
from pydantic import TypeAdapter, ValidationError

from rules.decision import Contract, Element
from rules.language.waiting import Brief, Share, percent, pointed


def test_an_element_is_told_by_name_css_and_contract() -> None:
    assert pointed(Element("price", ".price", Contract.ANY)) == {
        "element": "price",
        "css": ".price",
        "contract": "any",
    }


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50.0), (1.0, 100.0), (0.3333, 33.3), (0.07, 7.0)])
def test_a_share_is_told_in_percent(share: float, expected: float) -> None:
    assert percent(share) == expected


@pytest.mark.parametrize("value", ["61 minutes", 5, "soon"])
def test_what_is_too_long_for_a_page_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Brief).validate_python(value)


@pytest.mark.parametrize("value", ["0%", "101%", 50])
def test_what_is_no_part_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Share).validate_python(value)
