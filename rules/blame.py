"""Says which rule is to blame when asking it raises, and lets the error go on under that name."""

from types import TracebackType
from typing import Self

from rules.rulebook import Rule


class RuleError(Exception):
    """Asking `rule` raised what stands in `__cause__`: a fault of ours, which costs that rule alone."""

    def __init__(self, rule: Rule, error: Exception) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.rule = rule


class Blame:
    """A block in which `rule` is the one being asked; an error that leaves the block is a RuleError."""

    __slots__ = ("rule",)

    def __init__(self, rule: Rule | None = None) -> None:
        self.rule = rule

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.rule is not None and isinstance(error, Exception):
            raise RuleError(self.rule, error) from error
