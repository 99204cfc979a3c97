"""Tells whether the moment of a rule has come: which events in the browser end which waiting."""

import math
from collections.abc import Sequence

from rules.context import Came, Context
from rules.decision import Trigger, Wait
from scoring.event import Kind
from scoring.visitor import IDLE

_AMOUNTS = {"scrolled": "depth", "stayed": "seconds"}
"""Events that are told with how much, each with the name under which a trigger says how much it wants."""


def came(context: Context) -> Came:
    """Return what has happened in the browser before this page is seen.

    Where a form fills the basket, the page that follows is the first to know: what went in is still news on it. A page
    that is decided once more while it is open is no new page, and is told of what goes in by itself.
    """
    return {**context.came, "added_to_cart": None} if _just_added(context) else context.came


def _just_added(context: Context) -> bool:
    if context.visitor is None or not any(event.kind is Kind.SEEN for event in context.current):
        return False
    last = next((event for event in reversed(context.visitor.events) if event.at < context.now), None)
    return last is not None and last.kind is Kind.ADDED and context.now - last.at <= IDLE


def possible(wait: Wait, device: str) -> Wait:
    """Return the ways in which the moment may come on a device: a phone has no mouse."""
    return tuple(way for way in wait if not needs_mouse(way)) if device == "phone" else wait


def needs_mouse(way: Sequence[Trigger]) -> bool:
    return any(trigger.word == "hover" or trigger.told.get("on_touch") == [] for trigger in way)


def remaining(wait: Wait, events: Came) -> Wait:
    """Return what is still to be waited for, nothing when one of the ways has come whole."""
    if not events:
        return wait
    left = tuple(tuple(trigger for trigger in way if not ends(trigger, events)) for way in wait)
    return left if all(left) else ()


def ends(trigger: Trigger, events: Came) -> bool:
    """Tell whether one trigger's waiting is over; what an event leaves open (which element, how much) is enough."""
    early = _number(trigger.told.get("after", 0.0)) > _number(events.get("stayed"), math.inf)
    return not early and any(_meets(trigger, name, events[name]) for name in trigger.events if name in events)


def _meets(trigger: Trigger, event: str, said: str | float | None) -> bool:
    if isinstance(said, str):
        return said == trigger.told.get("element")
    return said is None or said >= _number(trigger.told.get(_AMOUNTS.get(event, "")))


def _number(told: object, default: float = 0.0) -> float:
    return float(told) if isinstance(told, int | float) else default
