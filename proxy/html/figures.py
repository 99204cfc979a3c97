"""Reads numbers as shops write them: "1.234,50 €" becomes 1234.50; what is ambiguous is no number."""

import re
from decimal import Decimal

_SPACES = " \u00a0\u2009\u202f'\u2019"
_PATTERNS = {
    mark: re.compile(
        rf"-?(?<![\d.,])(?:\d{{1,3}}(?:[{re.escape(other + _SPACES)}]\d{{3}})+|\d+)"
        rf"(?:{re.escape(mark)}\d+)?(?![.,]?\d)",
        re.ASCII,
    )
    for mark, other in (",.", ".,")
}


def number(text: str, decimal: str) -> Decimal | None:
    """Return the first number in a text, by the decimal mark of the site ("," or "."), None when there is none.

    The other mark and spaces may only part groups of three digits, so a price in the other format is not misread.
    """
    match = _PATTERNS[decimal].search(text)
    if match is None:
        return None
    plain = "".join(character for character in match[0] if character.isdigit() or character in ("-", decimal))
    return Decimal(plain.replace(",", "."))


def plain(value: Decimal) -> str:
    return format(value, "f")
