"""Reads facts from the shop's own page: by selector, and from the JSON-LD that it tells search engines."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.source import Source
from proxy.html.text import attribute_of, text_of
from rules.reading import Form
from rules.reading import Reading as Fact
from rules.reading import Source as Place

_MONEY = re.compile(r"-?\d[\d.,'\s\u00a0\u202f\u2019]*")
_LD = "script[type='application/ld+json' i]"


class Reader:
    """Reads pages, and remembers what it read in bodies it has seen."""

    __slots__ = ("_bodies",)

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def read(self, body: bytes, charset: Charset, readings: Mapping[str, Fact], decimal: str) -> Mapping[str, str]:
        """Return the facts that a page tells, by the keys of the readings; what it does not tell is not there.

        Counts are digits, money is a plain decimal such as "1234.50"; `decimal` is the site's decimal mark.
        """
        known = self._bodies.known(body, charset)
        asked = (tuple(readings.items()), decimal)
        facts = known.facts.get(asked)
        if facts is None:
            source = self._bodies.source(known)
            told = ((name, _told(source, reading, decimal)) for name, reading in readings.items())
            facts = known.facts[asked] = {name: fact for name, fact in told if fact}
        return facts


def _told(source: Source, reading: Fact, decimal: str) -> str:
    found = _texts(source, reading) if reading.source is Place.CSS else _linked(source, reading.key)
    formed = (_formed(text, reading.form, decimal) for text in found)
    texts = [text for text in formed if text]
    if reading.total and texts:
        return str(sum(map(Decimal, texts)))
    return texts[0] if texts else ""


def _texts(source: Source, reading: Fact) -> Iterator[str]:
    for element in source.select(reading.key):
        text = attribute_of(source, element, reading.attribute) if reading.attribute else text_of(source, element)
        yield " ".join(text.split())


def _formed(text: str, form: Form, decimal: str) -> str:
    """Return a number plainly, "" for a text that holds none; money may have its currency on either side."""
    if form is Form.TEXT:
        return text.strip()
    match = _MONEY.search(text)
    if match is None:
        return ""
    digits = "".join(letter for letter in match[0] if letter.isdigit() or letter in {decimal, "-"})
    whole, _, cents = digits.partition(decimal)
    if form is Form.COUNT:
        return whole
    return f"{whole}.{cents.replace(decimal, '')}" if cents else whole


def _linked(source: Source, path: str) -> Iterator[str]:
    """Yield what a dotted path such as `Product.offers.price` leads to in any JSON-LD of the page."""
    kind, *steps = path.split(".")
    for script in source.select(_LD):
        for node in _nodes(_parsed(text_of(source, script))):
            if kind in _kinds(node):
                yield from _values(node, steps)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"))


def _kinds(node: Mapping[str, object]) -> frozenset[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return frozenset(str(each) for each in kinds)


def _values(value: object, steps: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _values(item, steps)
    elif steps and isinstance(value, dict):
        yield from _values(value.get(steps[0]), steps[1:])
    elif not steps and isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
