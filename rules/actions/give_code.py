"""`give_code`: gives the visitor a code of his own out of a pool of the shop's."""

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.codes import Wish
from rules.context import Context
from rules.decision import Edit, Element, Op
from rules.giving import key_of
from rules.language.names import ElementRef, FragmentRef, PoolRef, RuleId
from rules.language.operands import wrong
from rules.language.units import Duration
from rules.language.word import Word
from rules.language.wording import Given, check_fillable, check_given, html, known

_OPS = {"before": Op.BEFORE, "start": Op.PREPEND, "end": Op.APPEND, "after": Op.AFTER}
NONE_LEFT = "-"
"""What stands for a code that there is none of any more, when the page promised one."""


@dataclass(frozen=True, slots=True)
class GiveCode(Word):
    """Shown by its own fragment, or by that of another action of the rule, where it says {{ code }}."""

    word: ClassVar[str] = "give_code"
    bare: ClassVar[str] = "pool"

    pool: PoolRef
    expires: Duration | None = None
    into: ElementRef | None = None
    at: Literal["before", "start", "end", "after"] = "end"
    fragment: FragmentRef | None = None
    values: Given = field(default_factory=dict, hash=False)
    rule: RuleId = Field("", init=False)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.into is None) is not (self.fragment is None):
            raise wrong("wrong-value", "say both which `fragment` shows the code and what it goes `into`, or neither")
        if self.fragment is not None:
            check_fillable(self.fragment)
            check_given(self.fragment, self.values)
        return self

    def wish(self) -> Wish:
        """Return what is asked of the pool for a visitor who holds no code of it yet."""
        return Wish(self.pool.name, self.rule, self.expires)

    def edits(self, context: Context) -> tuple[Edit, ...]:
        if self.fragment is None or self.into is None:
            return ()
        content = html(self.fragment, known(context, self.values))
        return () if content is None else (Edit(self.into, _OPS[self.at], content),)

    def lives(self, context: Context) -> Mapping[str, str]:
        """Return the code by the key under which it is awaited on the page."""
        held = context.visitor.marks.codes.get(self.pool.name) if context.visitor else None
        if held is not None:
            return {key_of(self.pool.name): held.text}
        return {key_of(self.pool.name): NONE_LEFT} if self.pool.name in context.beyond.empty else {}

    def outcome(self) -> tuple[str, str]:
        return ("code", self.pool.name)

    def touches(self) -> tuple[Element, ...]:
        return () if self.into is None else (self.into,)

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return True
