"""`banner`: puts a fragment at the top or the bottom of the page, or in front of an element; one banner a place."""

from dataclasses import field
from html import escape
from typing import Annotated, ClassVar, Self

from pydantic import Field, PlainValidator, StrictBool, ValidationInfo, model_validator
from pydantic.dataclasses import dataclass

from rules.claims import banner
from rules.context import Context
from rules.decision import BODY, Edit, Element, Html, Op
from rules.language.names import FragmentRef, RuleId, names_of, unknown
from rules.language.word import Word
from rules.language.wording import Given, check_fillable, check_given, html, known, remembers

_ENDS = {"top": Op.PREPEND, "bottom": Op.APPEND}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a banner stands, by the name that a marketer gave it."""

    name: str
    element: Element
    op: Op


_TOP = _Place("top", BODY, Op.PREPEND)


def _place(value: object, info: ValidationInfo) -> _Place:
    elements = names_of(info).elements
    if not isinstance(value, str) or value not in {*_ENDS, *elements}:
        raise unknown("element", value, [*_ENDS, *elements])
    return _Place(value, BODY, _ENDS[value]) if value in _ENDS else _Place(value, elements[value], Op.BEFORE)


@dataclass(frozen=True, slots=True)
class Banner(Word):
    """It stands in the page's first bytes, so nothing moves when it comes; `dismissible` gives it a button to close."""

    word: ClassVar[str] = "banner"
    bare: ClassVar[str] = "fragment"

    fragment: FragmentRef
    place: Annotated[_Place, PlainValidator(_place), Field(alias="at")] = _TOP
    dismissible: StrictBool = False
    close: str = "Close"
    values: Given = field(default_factory=dict, hash=False)
    rule: RuleId = Field("", init=False)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        check_fillable(self.fragment)
        check_given(self.fragment, self.values)
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        content = html(self.fragment, known(context, self.values))
        return (Edit(self.place.element, self.place.op, self._dressed(content)),) if content else ()

    def _dressed(self, content: Html) -> Html:
        if not self.dismissible:
            return Html(f'<div class="dv-banner">{content.markup}</div>')
        button = f'<button type="button" class="dv-close" data-dv-dismiss>{escape(self.close)}</button>'
        return Html(f'<div class="dv-banner" data-dv-rule="{self.rule}">{content.markup}{button}</div>')

    def outcome(self) -> tuple[str, str]:
        return ("banner", self.fragment.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.place.element,)

    def claims(self) -> frozenset[str]:
        return frozenset({banner(self.place.name)})

    def remembers(self) -> bool:
        return remembers(self.fragment)
