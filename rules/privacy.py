"""How a site stands to its visitors' privacy: what a consent must say, and what may be known and done at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

DAYS = 395
"""How many days a consent holds: 13 months, as long as our cookie (CNIL 2020-091, article 5)."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What the value of a cookie has to say for one purpose.

    `at` is a dotted path into the value, "" for the whole of it. There it must hold `has`, or be `equals` when that is
    not None; with a path and neither, any usual word of agreement will do.
    """

    has: str = ""
    at: str = ""
    equals: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentCookie:
    """One consent cookie of the shop: its name, and what it has to say for each purpose."""

    name: str = ""
    purposes: Mapping[str, Saying] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ConsentString:
    """A cookie that holds a TC string; each purpose of ours needs all of these purposes of the TCF.

    `vendor` is the shop's own number in the global vendor list, 0 for none; `days` is how long a string is believed.
    """

    name: str
    purposes: Mapping[str, frozenset[int]] = field(default_factory=dict, hash=False)
    vendor: int = 0
    days: int = DAYS


class Grain(StrEnum):
    """The finest part of a place that may be known."""

    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Privacy:
    """What else the operator decided; `banned` are patterns of names that no group of people may have."""

    do_not_track: bool = False
    place: Grain = Grain.CITY
    banned: tuple[str, ...] = ()
    price_by_profile: bool = False

    def bans(self, name: str) -> str:
        """Return the pattern that forbids this name of a segment or tag, "" when none does."""
        said = name.casefold()
        return next((pattern for pattern in self.banned if fnmatchcase(said, pattern.casefold())), "")
