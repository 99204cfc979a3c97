"""Reads the facts that a shop's pages tell: the text of an element, an attribute, or a value in JSON-LD."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from proxy.charset import Charset
from proxy.html.figures import number, plain
from proxy.html.known import Bodies
from proxy.html.linked import linked
from proxy.html.source import Source
from proxy.html.text import attribute_of, text_of
from rules.reading import Form, Reading
from rules.reading import Source as Where

_DIGIT = re.compile(r"\d", re.ASCII)


class Reader:
    """Reads pages, and remembers the facts of the bodies it has seen."""

    __slots__ = ("_bodies",)

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def read(self, body: bytes, charset: Charset, readings: Mapping[str, Reading], decimal: str) -> Mapping[str, str]:
        """Return what the readings find, by their keys; a fact that is not there, or not clear, has no key.

        Numbers are plain: no thousands are parted, and the decimal mark is a point.
        """
        known = self._bodies.known(body, charset)
        asked = (decimal, *readings.items())
        if asked not in known.facts:
            source = self._bodies.source(known)
            found = {key: _fact(source, reading, decimal) for key, reading in readings.items()}
            known.tell(asked, {key: fact for key, fact in found.items() if fact})
        return known.facts[asked]


def _fact(source: Source, reading: Reading, decimal: str) -> str | None:
    texts = _linked(source, reading.key) if reading.source is Where.JSON_LD else _met(source, reading)
    if reading.form is Form.TEXT:
        return next(texts, None)
    numbers = (_first(text, _marks(reading, decimal)) for text in texts if _DIGIT.search(text))
    found = _sum(numbers) if reading.total else next(numbers, None)
    if found is None or reading.form is Form.MONEY:
        return found if found is None else plain(found)
    return plain(found.to_integral_value()) if found == found.to_integral_value() else None


def _marks(reading: Reading, decimal: str) -> tuple[str, ...]:
    """Return the decimal marks to try: schema.org wants a point, and so does a machine that writes attributes."""
    if reading.source is Where.JSON_LD:
        return ".", decimal
    return (decimal, ".") if reading.attribute else (decimal,)


def _met(source: Source, reading: Reading) -> Iterator[str]:
    for element in source.select(reading.key):
        name = reading.attribute
        text = " ".join((attribute_of(source, element, name) if name else text_of(source, element)).split())
        if text:
            yield text


def _linked(source: Source, path: str) -> Iterator[str]:
    for value in linked(source, path):
        text = " ".join(_written(value).split())
        if text:
            yield text


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _first(text: str, marks: Iterable[str]) -> Decimal | None:
    return next((found for mark in marks if (found := number(text, mark)) is not None), None)


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, None when there is nothing to add or one of the values is not a number."""
    total: Decimal | None = None
    for value in values:
        if value is None:
            return None
        total = value if total is None else total + value
    return total
