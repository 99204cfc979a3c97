"""The filters of fragments: each takes a value and gives text; what is not known stays not known."""

import re
from collections.abc import Callable, Mapping, Sized
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import quote

from jinja2 import Undefined

_AMOUNT = re.compile(r"-?\d{1,15}\.\d{1,4}")
_TURNED = str.maketrans(",.", ".,")


def printed(value: object) -> str:
    """Return a value as people read it: amounts of money with two decimals, all others as they are."""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def is_known(value: object) -> bool:
    return value is not None and not isinstance(value, Undefined)


def _default(value: object, instead: str) -> object:
    return value if is_known(value) and value != "" else instead


def _length(value: object) -> object:
    return len(value) if isinstance(value, Sized) and is_known(value) else value


def _truncate(value: str, characters: int = 80) -> str:
    if len(value) <= characters:
        return value
    return value[:characters].rsplit(" ", 1)[0].rstrip(",;.: ") + "…"


def _comma(value: str) -> str:
    """Write a number with a comma before its cents and a dot between its thousands; turn the dots of any other text."""
    if _AMOUNT.fullmatch(value):
        return f"{Decimal(value):,}".translate(_TURNED)
    return value.replace(".", ",")


def _urlencode(value: str) -> str:
    # half a surrogate pair comes out of a page's JSON, and no address can hold it
    return quote(value, safe="", errors="replace")


def _round(value: object) -> object:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP)) if isinstance(value, Decimal) else value


def _of_text(change: Callable[..., str]) -> Callable[..., object]:
    def changed(value: object, *arguments: object) -> object:
        return change(printed(value), *arguments) if is_known(value) else value

    return changed


TEXTS: Mapping[str, Callable[..., str]] = {
    "capitalize": str.capitalize,
    "comma": _comma,
    "lower": str.lower,
    "trim": str.strip,
    "truncate": _truncate,
    "upper": str.upper,
    "urlencode": _urlencode,
}

FILTERS: Mapping[str, Callable[..., object]] = {
    **{name: _of_text(change) for name, change in TEXTS.items()},
    "default": _default,
    "length": _length,
    "round": _round,
}

ARGUMENTS: Mapping[str, tuple[int, int]] = {"default": (1, 1), "truncate": (0, 1)}
"""How many arguments a filter takes, at least and at most; the others take none."""

SAFE = frozenset({"comma", "length", "round", "urlencode"})
"""The filters whose result can stand anywhere in an address."""
