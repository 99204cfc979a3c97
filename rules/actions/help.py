"""`help`: offers a person: the shop's own chat, opened by a click, or a call back to a number that somebody leaves."""

import re
from collections.abc import Mapping
from html import escape
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context
from rules.decision import Edit, Element, Html, Post
from rules.hearing import Heard, Told, UnheardError
from rules.language.listener import ListenerRef
from rules.language.names import ElementRef, FragmentRef, RuleId
from rules.language.operands import Given, wrong
from rules.language.placing import OPS, At
from rules.language.word import Word
from rules.language.wording import Address, Words, check_fillable, html, known, remembers
from scoring.event import Event, Kind

_WHAT = "help"

_PHONE = r"[+]?[0-9][0-9 \(\)\.\/\-]{4,28}[0-9]"
"""A telephone number as people write it; browsers read the same pattern, by their `v` flag (HTML, 4.10.5.3.6)."""

_NUMBER = re.compile(_PHONE, re.ASCII)


@dataclass(frozen=True, slots=True)
class Help(Word):
    """By chat: a link, or a button that clicks the element `opens`. By call: a form whose number goes `to` a webhook.

    The number is kept nowhere: it is in that one message alone. `notice` is the fragment that says what it is for.
    """

    word: ClassVar[str] = "help"
    bare: ClassVar[str] = "by"
    keeps: ClassVar[bool] = True
    hears: ClassVar[frozenset[str]] = frozenset({_WHAT})

    by: Literal["chat", "call"]
    say: Words
    into: ElementRef
    at: At
    link: Given[Address] = None
    opens: Given[ElementRef] = None
    to: Given[ListenerRef] = None
    notice: Given[FragmentRef] = None
    label: str = "Your telephone number"
    send: str = "Call me back"
    thanks: str = "Thank you. We call you back."
    rule: RuleId = Field("", init=False)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        chat, call = (self.link, self.opens), (self.to, self.notice)
        if self.by == "chat" and ((self.link is None) is (self.opens is None) or call != (None, None)):
            raise wrong("wrong-value", "help by chat says one of `link` and `opens`, and asks for nothing")
        if self.by == "call" and (None in call or chat != (None, None)):
            raise wrong("missing-value", "help by call says `to` which webhook the number goes, and a `notice`")
        if self.notice is not None:
            check_fillable(self.notice)
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        shown = known(context, {})
        said = self.say.render(shown)
        offer = self._chat if self.by == "chat" else self._call
        offered = offer(escape(said), shown) if said is not None else None
        if offered is None:
            return ()
        content = f'<div class="dv-help" data-dv-rule="{self.rule}">{offered}</div>'
        return (Edit(self.into, OPS[self.at], Html(content)),)

    def _chat(self, said: str, shown: Mapping[str, object]) -> str | None:
        told = 'data-dv-option="chat"'
        if self.opens is not None:
            way = f'<button type="button" {told} data-dv-click="{escape(self.opens.css)}">{said}</button>'
        else:
            link = self.link.render(shown) if self.link else None
            if link is None:
                return None
            way = f'<a href="{escape(link)}" {told}>{said}</a>'
        return f'<div data-dv-choice="{_WHAT}">{way}</div>'

    def _call(self, said: str, shown: Mapping[str, object]) -> str | None:
        notice = html(self.notice, shown) if self.notice else None
        if notice is None:
            return None
        name = f"dv-{self.rule}-phone"
        return (
            f'<form method="dialog" data-dv-tell="{_WHAT}"><fieldset><legend>{said}</legend>'
            f'<p><label for="{name}">{escape(self.label)}</label> '
            f'<input id="{name}" name="phone" type="tel" autocomplete="tel" required pattern="{escape(_PHONE)}" '
            f'title="+44 20 7946 0000" aria-describedby="{name}-notice"></p>'
            f'<div id="{name}-notice">{notice.markup}</div>'
            f'<p><button value="sent">{escape(self.send)}</button></p></fieldset></form>'
            f'<div data-dv-then="sent" role="status" tabindex="-1" hidden><p>{escape(self.thanks)}</p></div>'
        )

    def must_hear(self) -> bool:
        return self.by == "call"

    def heard(self, fields: Mapping[str, str], told: Told) -> Heard:
        helped = Event(Kind.HELPED, told.rule, told.now, {"by": self.by})
        if self.by == "chat":
            if fields != {"option": "chat"}:
                raise UnheardError
            return Heard((helped,))
        phone = fields.get("phone", "").strip()
        if fields.keys() != {"phone"} or not _NUMBER.fullmatch(phone) or self.to is None:
            raise UnheardError
        return Heard((helped,), (Post(self.to.name, "call_back", {"phone": phone}),))

    def outcome(self) -> tuple[str, str]:
        return ("help", self.by)

    def touches(self) -> tuple[Element, ...]:
        return (self.into,) if self.opens is None else (self.into, self.opens)

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return remembers(self.say, self.link, self.notice)
