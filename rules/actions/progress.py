"""`progress`: shows how far a visitor has come towards a goal, and goes on counting while the page is open."""

from collections.abc import Callable, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context
from rules.decision import Edit, Element, Html, Op
from rules.language.names import ElementRef, FragmentRef, RuleId
from rules.language.operands import Price, wrong
from rules.language.word import Word
from rules.language.wording import Given, check_fillable, check_given, html, known
from rules.past import happened
from scoring.event import Kind
from scoring.visitor import Visitor

_OPS = {"before": Op.BEFORE, "start": Op.PREPEND, "end": Op.APPEND, "after": Op.AFTER}


def _items(visitor: Visitor) -> int:
    """Return what the shop's own page said last, and each time that something was added since."""
    said = max(
        (event.at for kind in (Kind.BASKET, Kind.ORDERED) for event in happened(visitor, kind, 0.0)), default=0.0
    )
    return visitor.basket.items + sum(event.at > said for event in happened(visitor, Kind.ADDED, said))


_COUNTS: Mapping[str, Callable[[Visitor, Context], Decimal | int]] = {
    "cart.items": lambda visitor, _: _items(visitor),
    "cart.value": lambda visitor, _: visitor.basket.value,
    "orders.count": lambda visitor, _: visitor.orders.count,
    "visits": lambda visitor, _: visitor.visits,
    "loyalty.points": lambda visitor, context: context.measures.loyalty.points(visitor),
}
"""What can be counted, by the word of `who` that asks for the same."""


def _positive(goal: Decimal) -> Decimal:
    if goal <= 0:
        raise wrong("wrong-value", "a goal is more than nothing, such as 3")
    return goal


@dataclass(frozen=True, slots=True)
class Progress(Word):
    """Its fragment shows `left`, `done` and `goal`; what is past the goal is not told."""

    word: ClassVar[str] = "progress"
    bare: ClassVar[str] = "fragment"

    fragment: FragmentRef
    into: ElementRef
    goal: Annotated[Price, AfterValidator(_positive)]
    of: Literal["cart.items", "cart.value", "orders.count", "visits", "loyalty.points"]
    at: Literal["before", "start", "end", "after"] = "end"
    values: Given = field(default_factory=dict, hash=False)
    rule: RuleId = Field("", init=False)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        check_fillable(self.fragment, self.word)
        check_given(self.fragment, self.values)
        if not {"left", "done"} & self.fragment.uses:
            raise wrong(
                "wrong-value", f'"{self.fragment.name}" has to show how far it is: {{{{ left }}}} or {{{{ done }}}}'
            )
        if self.of != "cart.value" and self.goal % 1:
            raise wrong("wrong-value", f"{self.of} is counted in whole numbers")
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        content = self._shown(context)
        if content is None:
            return ()
        return (Edit(self.into, _OPS[self.at], self._dressed(content)),)

    def _dressed(self, content: Html) -> Html:
        # ARIA 1.2, "status": what changes in it is read out when the visitor is at rest
        return Html(
            f'<div class="dv-progress" role="status" data-dv-live="{self._key}" data-dv-html>{content.markup}</div>'
        )

    def lives(self, context: Context) -> Mapping[str, str]:
        """Return the markup as it is now, by the key under which it stands on the page."""
        content = self._shown(context)
        return {} if content is None else {self._key: content.markup}

    @property
    def _key(self) -> str:
        return f"{self.rule}.{self.fragment.name}"

    def _shown(self, context: Context) -> Html | None:
        if context.visitor is None:
            return None
        goal = self.goal if self.of == "cart.value" else int(self.goal)
        done = min(goal, _COUNTS[self.of](context.visitor, context))
        return html(self.fragment, {**known(context, self.values), "goal": goal, "done": done, "left": goal - done})

    def outcome(self) -> tuple[str, str]:
        return ("progress", self.fragment.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.into,)

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return True
