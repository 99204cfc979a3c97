"""`ask`: asks how it was; who is happy may be led to praise, who is not tells the shop alone what went wrong."""

import re
from collections.abc import Mapping
from html import escape
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from rules.conditions.satisfaction import HAPPY, UNHAPPY
from rules.context import Context
from rules.decision import Edit, Element, Html, Post
from rules.hearing import Heard, Told, UnheardError
from rules.language.listener import ListenerRef
from rules.language.names import ElementRef, FragmentRef, RuleId
from rules.language.operands import wrong
from rules.language.placing import OPS, At
from rules.language.word import Word
from rules.language.wording import Words, check_fillable, html, known, remembers
from scoring.event import Event, Kind

_RATING, _FEEDBACK = "ask", "feedback"

_LONGEST = 1_500
"""Characters of a feedback: its beacon then stays within what is taken at once."""

_AWAY = re.compile(r"""(?:href|action)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
"""What leads to another site, where a Like or a review would be asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One of the two answers: what its button says, and the fragment that is shown then."""

    say: Words
    then: FragmentRef | None = None


def _reply(value: object) -> object:
    return {"say": value} if isinstance(value, str) else value


ReplyText = Annotated[Reply, BeforeValidator(_reply)]


@dataclass(frozen=True, slots=True)
class Ask(Word):
    """What an unhappy visitor writes goes `to` a webhook and is kept nowhere.

    The form for it is ours, so that an unhappy answer always finds one; what is shown then leads nowhere else.
    """

    word: ClassVar[str] = "ask"
    bare: ClassVar[str] = "question"
    keeps: ClassVar[bool] = True
    hears: ClassVar[frozenset[str]] = frozenset({_RATING, _FEEDBACK})

    question: Words
    into: ElementRef
    at: At
    happy: ReplyText
    unhappy: ReplyText
    to: ListenerRef
    label: str = "What went wrong? Only the shop reads this."
    send: str = "Send"
    thanks: str = "Thank you."
    rule: RuleId = Field("", init=False)

    @model_validator(mode="after")
    def _fair(self) -> Self:
        for reply in (self.happy, self.unhappy):
            if reply.then is not None:
                check_fillable(reply.then)
        if self.unhappy.then is not None and _AWAY.search(self.unhappy.then.source):
            message = (
                f'"{self.unhappy.then.name}" leads away from the shop: who is unhappy is heard, not sent elsewhere'
            )
            raise wrong("unhappy-led-away", message)
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        shown = known(context, {})
        said = [text.render(shown) for text in (self.question, self.happy.say, self.unhappy.say)]
        then = [_then(reply, shown) for reply in (self.happy, self.unhappy)]
        if None in said or None in then:
            return ()
        question, yes, no = (escape(text or "") for text in said)
        buttons = (
            f'<button name="answer" value="{HAPPY}">{yes}</button> '
            f'<button name="answer" value="{UNHAPPY}">{no}</button>'
        )
        content = (
            f'<div class="dv-ask" data-dv-rule="{self.rule}"><form method="dialog" data-dv-tell="{_RATING}">'
            f"<fieldset><legend>{question}</legend>{buttons}</fieldset></form>"
            f"{_part(HAPPY, then[0] or self._thanks)}{_part(UNHAPPY, (then[1] or '') + self._form)}"
            f"{_part('sent', self._thanks)}</div>"
        )
        return (Edit(self.into, OPS[self.at], Html(content)),)

    @property
    def _thanks(self) -> str:
        return f"<p>{escape(self.thanks)}</p>"

    @property
    def _form(self) -> str:
        name = f"dv-{self.rule}-words"
        return (
            f'<form method="dialog" data-dv-tell="{_FEEDBACK}"><p><label for="{name}">{escape(self.label)}</label><br>'
            f'<textarea id="{name}" name="words" rows="4" cols="40" required maxlength="{_LONGEST}"></textarea></p>'
            f'<p><button value="sent">{escape(self.send)}</button></p></form>'
        )

    def must_hear(self) -> bool:
        return True

    def heard(self, fields: Mapping[str, str], told: Told) -> Heard:
        """Words are an unhappy answer themselves, and noted as one: without the words."""
        if told.what == _RATING:
            answer = fields.get("answer")
            if answer not in (HAPPY, UNHAPPY) or len(fields) != 1:
                raise UnheardError
            return Heard((_rated(answer, told),))
        words = fields.get("words", "").strip()
        if fields.keys() != {"words"} or not 0 < len(words) <= _LONGEST:
            raise UnheardError
        post = Post(self.to.name, "feedback", {"answer": UNHAPPY, "words": words})
        return Heard((_rated(UNHAPPY, told),), (post,))

    def outcome(self) -> tuple[str, str]:
        return ("asked", self.into.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.into,)

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return remembers(self.question, self.happy.say, self.happy.then, self.unhappy.say, self.unhappy.then)


def _rated(answer: str, told: Told) -> Event:
    return Event(Kind.RATED, told.rule, told.now, {"answer": answer})


def _then(reply: Reply, shown: Mapping[str, object]) -> str | None:
    """Return what an answer shows, None when a value in it is not known."""
    if reply.then is None:
        return ""
    content = html(reply.then, shown)
    return content.markup if content else None


def _part(answer: str, content: str) -> str:
    """Return what the browser shows after an answer, and where it sets the focus then."""
    return f'<div data-dv-then="{answer}" role="status" tabindex="-1" hidden>{content}</div>'
