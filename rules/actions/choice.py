"""`choice`: offers several ways to go on; the one taken, and those seen and left alone, tell what somebody wants."""

from collections.abc import Mapping
from dataclasses import field
from html import escape
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context
from rules.decision import Edit, Element, Html
from rules.hearing import Heard, Told, UnheardError
from rules.language.names import ChoiceRef, ElementRef, RuleId, unknown
from rules.language.placing import OPS, At
from rules.language.word import Word
from rules.language.wording import Address, Words, known, remembers

_CHOSEN, _IGNORED = "choice", "ignored"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on: what stands on the link, and where it leads."""

    say: Words
    link: Address

    def item(self, name: str, shown: Mapping[str, object]) -> str | None:
        """Return the list item, None when a value in it is not known; without a name it tells nothing."""
        said, link = self.say.render(shown), self.link.render(shown)
        if said is None or link is None:
            return None
        told = f' data-dv-option="{escape(name)}"' if name else ""
        return f'<li><a href="{escape(link)}"{told}>{escape(said)}</a></li>'


@dataclass(frozen=True, slots=True)
class Choice(Word):
    """What choosing an option means stands in `choices` of site.yaml; here is what it says, and where it leads.

    The options are links, so they lead on without our script as well; then nobody tells which one was taken.
    """

    word: ClassVar[str] = "choice"
    bare: ClassVar[str] = "of"
    keeps: ClassVar[bool] = True
    hears: ClassVar[frozenset[str]] = frozenset({_CHOSEN, _IGNORED})

    of: ChoiceRef
    question: Words
    into: ElementRef
    at: At
    options: Annotated[dict[str, Option], Field(min_length=2, max_length=12)] = field(hash=False)
    rule: RuleId = Field("", init=False)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.options:
            if name not in self.of.options:
                raise unknown("option", name, self.of.options)
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        shown, tells = known(context, {}), bool(context.consent.granted)
        question = self.question.render(shown)
        items = [option.item(name if tells else "", shown) for name, option in self.options.items()]
        if question is None or None in items:
            return ()
        told = f' data-dv-rule="{self.rule}" data-dv-choice="{_CHOSEN}"' if tells else ""
        name = f"dv-{self.rule}-question"
        listed = "".join(filter(None, items))
        content = (
            f'<div class="dv-choice" role="group" aria-labelledby="{name}"{told}>'
            f'<p id="{name}">{escape(question)}</p><ul>{listed}</ul></div>'
        )
        return (Edit(self.into, OPS[self.at], Html(content)),)

    def heard(self, fields: Mapping[str, str], told: Told) -> Heard:
        option = fields.get("option", "")
        if option not in self.options or len(fields) != 1:
            raise UnheardError
        if told.what == _IGNORED:
            return Heard((self.of.ignored(option, told.now),))
        return Heard(self.of.chosen(option, told.now))

    def outcome(self) -> tuple[str, str]:
        return ("choice", self.of.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.into,)

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        spoken = (part for option in self.options.values() for part in (option.say, option.link))
        return remembers(self.question, *spoken)
