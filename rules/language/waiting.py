"""What the words of `when` share: short times, shares of the page, and an element as the browser is told of it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from rules.decision import Element
from rules.language.operands import Percent, wrong
from rules.language.units import Duration

LONGEST = 3600.0
"""Seconds that a page may be waited on: nobody looks at one for longer."""


def _brief(seconds: float) -> float:
    if seconds > LONGEST:
        raise wrong("wrong-value", "write at most 1 hour: it is counted from when the page came up")
    return seconds


def _something(share: float) -> float:
    if not share:
        raise wrong("wrong-value", "write a percentage from 1% to 100%, such as 50%")
    return share


Brief = Annotated[Duration, AfterValidator(_brief)]
"""A length of time on one page, in seconds."""

Share = Annotated[Percent, AfterValidator(_something)]
"""A part of something, from above 0 to 1."""


def percent(share: float) -> float:
    return round(100.0 * share, 1)


def pointed(element: Element) -> Mapping[str, str]:
    """Return how the browser finds an element, and how many it must find."""
    return {"element": element.name, "css": element.css, "contract": element.contract.value}
