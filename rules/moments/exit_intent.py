"""`exit_intent`: the visitor is about to leave, told by the mouse, or on a touch screen by gestures of its own."""

from dataclasses import field
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.decision import Trigger
from rules.language.operands import wrong
from rules.language.problem import nearest
from rules.language.waiting import Brief
from rules.language.word import Word

_TOUCH = {"scroll_up": "scrolled_up", "back": "back", "idle": "idle"}
"""The gestures of a touch screen, each with the event that it is."""

_POINTERS = {
    "any": ("pointer_out", "pointer_to_top", "pointer_to_top_left"),
    "top": ("pointer_to_top", "pointer_to_top_left"),
    "top_left": ("pointer_to_top_left",),
}

_NEVER = "never"


def _gestures(value: object) -> tuple[str, ...]:
    """Return the gestures of `back_or_idle`, of a list, or none for `never`."""
    if value == _NEVER:
        return ()
    named = value if isinstance(value, list) else str(value).split("_or_")
    for name in named:
        if name not in _TOUCH:
            known = (*_TOUCH, _NEVER)
            raise wrong("unknown-value", f'"{name}" is not allowed here. {nearest(str(name), known)}')
    if not named:
        raise wrong("missing-value", "the list is empty; write `never` for none")
    return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class ExitIntent(Word):
    """The browser judges the mouse by speed and direction: not towards a control, and not after a click on one."""

    word: ClassVar[str] = "exit_intent"
    bare: ClassVar[str] = "pointer"

    pointer: Literal["any", "top", "top_left"] = "any"
    after: Brief = 0.0
    on_touch: Annotated[tuple[str, ...], BeforeValidator(_gestures)] = field(default=())

    def trigger(self) -> Trigger:
        """Return what is told: `pointer`, `after` in seconds, `on_touch` a list of scroll_up, back and idle."""
        told = {"pointer": self.pointer, "after": self.after, "on_touch": list(self.on_touch)}
        return Trigger(self.word, told, (*_POINTERS[self.pointer], *(_TOUCH[name] for name in self.on_touch)))
