import pytest

from rules.context import Context, Request
from tests.support.words import NOW, answer, refused, seen

PHONE = Context(NOW, Request(device="phone"))


@pytest.mark.parametrize("value", ["phone", "Phone", ["tablet", "phone"], {"not": "desktop"}])
def test_the_device_is_met(value: object) -> None:
    assert answer("device", value, PHONE) == "yes"


@pytest.mark.parametrize("value", ["desktop", ["tablet", "tv"], {"not": ["phone", "tablet"]}])
def test_the_device_is_not_met(value: object) -> None:
    assert answer("device", value, PHONE) == "no"


def test_what_is_no_device_is_refused() -> None:
    assert refused("device", "mobile") == {
        "unknown-device": 'there is no device "mobile". Known: desktop, phone, tablet, tv.'
    }
    assert refused("device", "tablett") == {"unknown-device": 'there is no device "tablett". Did you mean "tablet"?'}


def test_the_trace_tells_the_device() -> None:
    assert seen("device", "tv", PHONE) == "device = phone"
