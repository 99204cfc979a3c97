"""`popup`: opens a fragment over the page, as the browser's own dialog, when the moment of its rule has come."""

from dataclasses import field
from html import escape
from typing import ClassVar, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context
from rules.decision import BODY, Edit, Element, Html, Op
from rules.language.names import FragmentRef, RuleId
from rules.language.word import Word
from rules.language.wording import Given, Words, check_fillable, check_given, html, known, remembers
from rules.values import values


@dataclass(frozen=True, slots=True)
class Popup(Word):
    """`title` heads it, and names it to those who hear it; without one, all that stands in it does.

    Opened by `showModal`, the dialog keeps the focus inside, closes on Escape and gives the focus back (HTML, 4.11.4).
    """

    word: ClassVar[str] = "popup"
    bare: ClassVar[str] = "fragment"
    attention: ClassVar[str] = "popups"
    needs_when: ClassVar[str] = "when: { exit_intent: { on_touch: back_or_idle } }"

    fragment: FragmentRef
    title: Words | None = None
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
        title = self.title.render(values(context)) if self.title else ""
        return (Edit(BODY, Op.APPEND, self._dialog(content, title)),) if content and title is not None else ()

    def _dialog(self, content: Html, title: str) -> Html:
        name = f"dv-{self.rule}-name"
        inside = f'<h2 id="{name}">{escape(title)}</h2>{content.markup}'
        return Html(
            f'<dialog class="dv-popup" data-dv-open data-dv-rule="{self.rule}" aria-labelledby="{name}">'
            + (inside if title else f'<div id="{name}">{content.markup}</div>')
            + f'<form method="dialog" class="dv-close"><button>{escape(self.close)}</button></form></dialog>'
        )

    def outcome(self) -> tuple[str, str]:
        return ("popup", self.fragment.name)

    def touches(self) -> tuple[Element, ...]:
        return (BODY,)

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return remembers(self.fragment, self.title)
