"""The names that site.yaml gives to pages, elements, channels, segments and fragments, bound to words as they load."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from rules.attention import Attention
from rules.catalogue import Catalogue
from rules.channels import BUILT_IN, Channel
from rules.codes import Pool
from rules.decision import Element
from rules.language.problem import nearest
from rules.language.template import Fragment
from rules.logic import Condition
from rules.meaning import Offer
from rules.recommended import Recommended
from rules.webhook import Webhook

_CODES = {"fragment": "undefined-fragment"}
"""Codes that are not "unknown-" and the kind of name."""

_PLACES = {"fragment": " (a fragment is a file, fragments/NAME.html)"}
"""Where the kinds of names stand that site.yaml does not give."""


@dataclass(frozen=True, slots=True)
class Named:
    """A segment: its name and the condition that site.yaml gives it."""

    name: str
    condition: Condition


CssCheck = Callable[[str], str | None]
"""Tells why a selector is wrong, None when it is not; only the proxy's HTML engine can, so it is handed in."""


def unchecked(_css: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Names:
    """All that words may refer to; handed to pydantic as its validation context.

    `watched` names the elements of which the browser tells, None where it is asked for nothing at all.
    `broken` names the fragments that are there but have faults of their own. `rule` is the id of the rule that they
    stand in.
    """

    pages: frozenset[str] = frozenset()
    elements: Mapping[str, Element] = field(default_factory=dict)
    watched: frozenset[str] | None = None
    channels: Mapping[str, Channel] = field(default_factory=lambda: BUILT_IN)
    segments: Mapping[str, Named] = field(default_factory=dict)
    choices: Mapping[str, Offer] = field(default_factory=dict)
    tiers: tuple[str, ...] = ()
    attention: Mapping[str, Attention] = field(default_factory=dict)
    customers: bool = False
    pools: Mapping[str, Pool] = field(default_factory=dict)
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    fragments: Mapping[str, Fragment] = field(default_factory=dict)
    broken: Collection[str] = ()
    catalogue: Catalogue = Catalogue()
    recommended: Recommended | None = None
    currency: str = "EUR"
    zone: str = "UTC"
    css_problem: CssCheck = unchecked
    rule: str = ""


def names_of(info: ValidationInfo) -> Names:
    return info.context if isinstance(info.context, Names) else Names()


def unknown(kind: str, name: object, known: Iterable[str]) -> PydanticCustomError:
    """Return the error that says a name is not in site.yaml, and the nearest one that is."""
    code = _CODES.get(kind, f"unknown-{kind}")
    if not isinstance(name, str):
        return PydanticCustomError("wrong-value", "{message}", {"message": f"write the name of one {kind} here"})
    message = f'there is no {kind} "{name}"{_PLACES.get(kind, "")}. {nearest(name, known)}'
    return PydanticCustomError(code, "{message}", {"message": message})


def _named(kind: str, table: Callable[[Names], Mapping[str, object]]) -> PlainValidator:
    """Return the validator that turns a name into what a table of the site has under it."""

    def find(value: object, info: ValidationInfo) -> object:
        known = table(names_of(info))
        if not isinstance(value, str) or value not in known:
            raise unknown(kind, value, known)
        return known[value]

    return PlainValidator(find)


def _fragment(value: object, info: ValidationInfo) -> Fragment:
    names = names_of(info)
    if not isinstance(value, str):
        raise unknown("fragment", value, ())
    if value in names.fragments:
        return names.fragments[value]
    if value in names.broken:
        message = f"mend fragments/{value}.html first: what is wrong with it is told there"
        raise PydanticCustomError("broken-fragment", "{message}", {"message": message})
    raise unknown("fragment", value, names.fragments)


PageRef = Annotated[str, _named("page", lambda names: {page: page for page in names.pages})]
ElementRef = Annotated[Element, _named("element", lambda names: names.elements)]
ChannelRef = Annotated[Channel, _named("channel", lambda names: names.channels)]
PoolRef = Annotated[Pool, _named("pool", lambda names: names.pools)]
WebhookRef = Annotated[Webhook, _named("webhook", lambda names: names.webhooks)]
ChoiceRef = Annotated[Offer, _named("choice", lambda names: names.choices)]
SegmentRef = Annotated[Named, _named("segment", lambda names: names.segments)]
FragmentRef = Annotated[Fragment, PlainValidator(_fragment)]


def _rule(_value: object, info: ValidationInfo) -> str:
    return names_of(info).rule


RuleId = Annotated[str, BeforeValidator(_rule), Field(validate_default=True)]
"""The id of the rule that a word stands in; nobody writes it: `rule: RuleId = Field("", init=False)`."""


def _css(value: str, info: ValidationInfo) -> str:
    problem = names_of(info).css_problem(value)
    if problem is not None:
        raise PydanticCustomError("wrong-selector", "{message}", {"message": f"this is no CSS selector: {problem}"})
    return value


Css = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_css)]
"""A CSS selector that the HTML engine understands."""
