"""Tells whether the moment of a rule has come: which events in the browser end which waiting."""

import math

from rules.context import Came
from rules.decision import Trigger, Wait

_AMOUNTS = {"scrolled": "depth", "stayed": "seconds"}
"""Events that are told with how much, each with the name under which a trigger says how much it wants."""


def has_come(wait: Wait, events: Came) -> bool:
    """Tell whether one of the ways has come, whole; nothing comes of itself."""
    return bool(events) and any(all(ends(trigger, events) for trigger in way) for way in wait)


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
