"""A webhook as site.yaml names it: another system that is told what happened."""

from dataclasses import dataclass
from enum import StrEnum

TIMEOUT = 10.0
"""Seconds that a receiver has to answer, where site.yaml says nothing."""


class Shape(StrEnum):
    """How the body of a message looks: our own envelope, or the fields of a contact as Mautic's API takes them."""

    GENERIC = "generic"
    MAUTIC = "mautic"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where messages go, in which shape, and how many seconds an answer may take."""

    name: str
    url: str
    shape: Shape = Shape.GENERIC
    timeout: float = TIMEOUT
