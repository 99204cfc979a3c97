"""Speaks of one word of `when` in a test: what the browser is told, which events end the waiting, how it is refused."""

from collections.abc import Mapping

import pytest
from pydantic import TypeAdapter, ValidationError

from rules.decision import Contract, Element, Trigger
from rules.happening import ends
from rules.language.happened import Happened
from rules.language.names import Names
from rules.language.when import MOMENTS, Awaited

PRICE = {"element": "price", "css": ".price", "contract": "at_least_one"}
"""How the browser is told of the element that the tests name."""

NAMES = Names(
    elements={
        "price": Element("price", ".price", Contract.AT_LEAST_ONE),
        "header": Element("header", "#header", Contract.EXACTLY_ONE),
    }
)

_EVENTS: TypeAdapter[Mapping[str, str | float | None]] = TypeAdapter(Happened)


def trigger(name: str, value: object) -> Trigger:
    entry = MOMENTS[name]
    awaited: Awaited = entry.adapter.validate_python(entry.kind.fields(name, value), context=NAMES)  # type: ignore[assignment]
    return awaited.trigger()


def ended(name: str, value: object, event: object) -> bool:
    """Tell whether what happened in the browser, as `given` writes it, ends the waiting of a word."""
    return ends(trigger(name, value), _EVENTS.validate_python(event, context=NAMES))


def refused(name: str, value: object) -> Mapping[str, str]:
    """Return the message for each code of what is wrong with a word."""
    with pytest.raises(ValidationError) as caught:
        trigger(name, value)
    return {error["type"]: error["msg"] for error in caught.value.errors()}
