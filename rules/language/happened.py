"""Reads `event` of a made-up visitor: what has happened in the browser, on the page that is asked for."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, PlainValidator, TypeAdapter, ValidationInfo

from rules.context import Came
from rules.language.names import Names, names_of, unknown
from rules.language.operands import wrong
from rules.language.problem import nearest
from rules.language.waiting import Brief, Share, percent

OF_ELEMENTS = frozenset({"visible", "hovered", "clicked"})

EVENTS = (
    *("pointer_to_top_left", "pointer_to_top", "pointer_out", "scrolled_up", "back", "idle"),
    *("visible", "hovered", "clicked", "scrolled", "stayed", "added_to_cart"),
)
"""What may be said to have happened; each word of `when` names those that end its waiting."""

_BRIEF, _SHARE = TypeAdapter(Brief), TypeAdapter(Share)


def _events(value: object, info: ValidationInfo) -> Came:
    """Return each event with the element or the amount that was told with it, None where neither was."""
    return dict(_each(value, names_of(info)))


def _each(value: object, names: Names) -> Iterator[tuple[str, str | float | None]]:
    for entry in value if isinstance(value, list) else [value]:
        told = entry if isinstance(entry, Mapping) else {entry: None}
        if not told:
            raise wrong("missing-value", "a value is missing here")
        for name, said in told.items():
            yield str(name), _told(str(name), said, names)


def _told(name: str, said: object, names: Names) -> str | float | None:
    if name not in EVENTS:
        raise wrong("unknown-event", f'there is no event "{name}". {nearest(name, EVENTS)}')
    if said is None or said is True:
        return None
    if name in OF_ELEMENTS:
        if names.elements and said not in names.elements:
            raise unknown("element", said, names.elements)
        return str(said)
    if name == "stayed":
        return _BRIEF.validate_python(said)
    if name == "scrolled":
        return percent(_SHARE.validate_python(said))
    raise wrong("wrong-value", f"{name} happens or does not: write `event: {name}`")


Happened = Annotated[Came, PlainValidator(_events), Field(max_length=len(EVENTS))]
"""Events in the browser by name: `pointer_to_top`, `{ clicked: price }`, or a list of such."""
