"""Events and visitors for tests: a few made by name, and any at all by hypothesis."""

import string

from hypothesis import strategies as st

from scoring.event import Event, Kind
from scoring.visitor import Visitor

NOON = 1_700_000_000.0
"""A moment that tests count from."""


def seen(path: str, at: float = NOON, category: str = "") -> Event:
    return Event(Kind.SEEN, path, at, {"category": category} if category else {})


def ordered(number: str, at: float = NOON, value: str = "10.00") -> Event:
    return Event(Kind.ORDERED, number, at, {"value": value, "items": "1"})


_WORDS = st.text(st.sampled_from(string.ascii_lowercase + "/é\udc80 '\""), max_size=6)
_DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(["tea", "cups", "pots"]),
        "value": st.sampled_from(["", "9.90", "1e3", "NaN", "twelve"]),
        "items": st.sampled_from(["1", "12", "-3"]),
        "coupon": _WORDS,
        "variant": st.sampled_from(["A", "B"]),
        "option": st.sampled_from(["gift", "advice"]),
        "answer": st.sampled_from(["happy", "unhappy"]),
        "email": st.just("ada@shop.example"),
        "until": st.sampled_from(["", str(NOON + 3_600.0), "soon"]),
        "for": st.sampled_from(["no end", "0", "3600.0", "soon"]),
    },
)


def happenings(first: float = NOON, last: float = NOON + 7_200) -> st.SearchStrategy[Event]:
    """Events of any kind between two moments, many of them at the same moment."""
    moments = st.integers(0, 12).map(lambda step: first + step * (last - first) / 12)
    return st.builds(Event, st.sampled_from(Kind), _WORDS, moments, _DETAILS)


def visitors() -> st.SearchStrategy[Visitor]:
    return st.lists(happenings(), max_size=30).map(Visitor().after_all)
