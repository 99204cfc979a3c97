"""The names that site.yaml gives to pages, elements, channels, segments and fragments, bound to words as they load."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from rules.catalogue import Catalogue
from rules.decision import Element
from rules.language.problem import nearest
from rules.language.template import Fragment
from rules.logic import Condition


@dataclass(frozen=True, slots=True)
class Named:
    """A channel or segment: its name and the condition that site.yaml gives it."""

    name: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Names:
    """All that words may refer to; handed to pydantic as its validation context."""

    pages: frozenset[str] = frozenset()
    elements: Mapping[str, Element] = field(default_factory=dict)
    channels: Mapping[str, Named] = field(default_factory=dict)
    segments: Mapping[str, Named] = field(default_factory=dict)
    fragments: Mapping[str, Fragment] = field(default_factory=dict)
    catalogue: Catalogue = Catalogue()
    currency: str = "EUR"
    zone: str = "UTC"


def names_of(info: ValidationInfo) -> Names:
    return info.context if isinstance(info.context, Names) else Names()


def unknown(kind: str, name: object, known: Mapping[str, object] | frozenset[str]) -> PydanticCustomError:
    """Return the error that says a name is not in site.yaml, and the nearest one that is."""
    message = f'there is no {kind} "{name}". {nearest(str(name), known)}'
    return PydanticCustomError(f"unknown-{kind}", "{message}", {"message": message})


def _page(value: object, info: ValidationInfo) -> str:
    known = names_of(info).pages
    if not isinstance(value, str) or value not in known:
        raise unknown("page", value, known)
    return value


def _element(value: object, info: ValidationInfo) -> Element:
    known = names_of(info).elements
    if not isinstance(value, str) or value not in known:
        raise unknown("element", value, known)
    return known[value]


def _channel(value: object, info: ValidationInfo) -> Named:
    known = names_of(info).channels
    if not isinstance(value, str) or value not in known:
        raise unknown("channel", value, known)
    return known[value]


def _segment(value: object, info: ValidationInfo) -> Named:
    known = names_of(info).segments
    if not isinstance(value, str) or value not in known:
        raise unknown("segment", value, known)
    return known[value]


def _fragment(value: object, info: ValidationInfo) -> Fragment:
    known = names_of(info).fragments
    if not isinstance(value, str) or value not in known:
        raise unknown("fragment", value, known)
    return known[value]


PageRef = Annotated[str, PlainValidator(_page)]
ElementRef = Annotated[Element, PlainValidator(_element)]
ChannelRef = Annotated[Named, PlainValidator(_channel)]
SegmentRef = Annotated[Named, PlainValidator(_segment)]
FragmentRef = Annotated[Fragment, PlainValidator(_fragment)]
