"""Cuts a score into the four stages of a visit; a visitor may go back as well as on."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    LOST = "lost"
    DISCOVERY = "discovery"
    DECISION = "decision"
    READY_TO_BUY = "ready_to_buy"


@dataclass(frozen=True, slots=True)
class Cuts:
    """The score, 0 to 100, from which each stage begins; below `discovery` a visitor is lost."""

    discovery: float = 20.0
    decision: float = 50.0
    ready_to_buy: float = 75.0

    def __post_init__(self) -> None:
        if not self.discovery <= self.decision <= self.ready_to_buy:
            raise ValueError("stages begin one after the other: discovery, decision, ready_to_buy")

    def stage(self, value: float) -> Stage:
        if value >= self.ready_to_buy:
            return Stage.READY_TO_BUY
        if value >= self.decision:
            return Stage.DECISION
        return Stage.DISCOVERY if value >= self.discovery else Stage.LOST
