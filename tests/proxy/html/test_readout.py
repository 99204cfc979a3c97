"""What readings find in the bodies of a template, without a parser."""

import pytest

from proxy.html.readout import Readout, readout
from proxy.html.source import Source
from rules.reading import Form, Reading
from rules.reading import Source as Where
from tests.support.pages import UTF8
from tests.support.templates import template

PAGE = (
    "<title>Shop</title><b id=count>{} items</b><i class=sum>Sum: <u>{}</u></i><input name=q value='{}'>"
    '<script type="application/ld+json">{{"@type": "Product", "sku": "{}"}}</script>'
)
LEARNED = template(PAGE, ("3", "4.50", "5", "A-1"), ("14", "1.00", "6", "B-2"))

COUNT = Reading(Where.CSS, "#count", Form.COUNT)
SUM = Reading(Where.CSS, ".sum", Form.MONEY)
QUANTITY = Reading(Where.CSS, "input", Form.COUNT, "value")
TITLE = Reading(Where.CSS, "title")
SKU = Reading(Where.JSON_LD, "Product.sku")


def told(*readings: Reading) -> Readout | None:
    asked = {str(number): reading for number, reading in enumerate(readings)}
    return readout(Source.of(LEARNED.model, UTF8), LEARNED, asked, ".")


def facts(reading: Reading, *values: str) -> str | None:
    found = told(reading)
    taken = LEARNED.values(PAGE.format(*values).encode())
    assert found is not None
    assert taken is not None
    read = found.facts(taken, UTF8)
    return read.get("0") if read is not None else "a parser must tell"


@pytest.mark.parametrize(
    ("reading", "fact"),
    [(COUNT, "7"), (SUM, "1234.50"), (QUANTITY, "2"), (TITLE, "Shop"), (SKU, "Käse-1")],
)
def test_facts_of_a_body(reading: Reading, fact: str) -> None:
    assert facts(reading, "7", "£ 1,234.50", "2", "Käse-1") == fact


def test_what_a_body_does_not_tell_is_not_there() -> None:
    assert facts(COUNT, "no", "1.00", "2", "x") is None
    assert facts(QUANTITY, "7", "1.00", "", "x") is None
    assert facts(SKU, "7", "1.00", "2", "\\") is None


def test_references_are_read() -> None:
    assert facts(SUM, "7", "&#49;2,50&nbsp;&euro; 3.50", "2", "x") == "3.50"
    assert facts(TITLE, "7", "&amp;", "2", "x") == "Shop"


def test_half_a_character_wants_a_parser() -> None:
    found = told(COUNT)
    assert found is not None
    assert found.facts([b"7 \xc3", b"1.00", b"2", b"x"], UTF8) is None


def test_a_selector_that_looks_at_a_gap_wants_a_parser() -> None:
    assert told(Reading(Where.CSS, "input[value]")) is None
    assert told(Reading(Where.CSS, "b:empty")) is None
