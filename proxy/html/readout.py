"""Finds the facts that readings ask of a page, and which of them a template leaves open: texts with gaps in them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from proxy.charset import Charset
from proxy.html.figures import number, plain
from proxy.html.gaps import Gap, Kind, said
from proxy.html.independent import steady
from proxy.html.linked import documents, linked
from proxy.html.source import Source
from proxy.html.template import Template
from proxy.html.text import attribute_of, text_of
from rules.reading import Form, Reading
from rules.reading import Source as Where

_TOLD = 64
"""Combinations of values that a template's facts are remembered for."""

_DIGIT = re.compile(r"\d", re.ASCII)
_FOREIGN = "é€яא表あ가"
"""Characters of which a page's charset has one that is not ASCII."""


def texts(source: Source, reading: Reading) -> Iterator[str]:
    """Yield the texts that a reading looks at: of elements, of their attributes, or whole documents of JSON-LD."""
    if reading.source is Where.JSON_LD:
        yield from documents(source)
    else:
        name = reading.attribute
        for element in source.select(reading.key):
            yield attribute_of(source, element, name) if name else text_of(source, element)


def fact(found: Iterable[str], reading: Reading, decimal: str) -> str | None:
    """Return the fact that stands in texts, None when it does not, or not clearly."""
    if reading.source is Where.JSON_LD:
        found = (_written(value) for value in linked(found, reading.key))
    told = (told for text in found if (told := " ".join(text.split())))
    if reading.form is Form.TEXT:
        return next(told, None)
    numbers = (_first(text, _marks(reading, decimal)) for text in told if _DIGIT.search(text))
    value = _sum(numbers) if reading.total else next(numbers, None)
    if value is None or reading.form is Form.MONEY:
        return value if value is None else plain(value)
    return plain(value.to_integral_value()) if value == value.to_integral_value() else None


@dataclass(frozen=True, slots=True)
class Readout:
    """What every body of a template tells, and the texts that each of them fills with its own values.

    A text is characters and the numbers of gaps by turns; `asked` are the gaps in all of them. `told` is what the last
    values made of them: many baskets are alike, an empty one above all.
    """

    fixed: Mapping[str, str]
    open: tuple[tuple[str, Reading, tuple[tuple[str, ...], ...]], ...]
    gaps: tuple[Gap, ...]
    decimal: str
    asked: tuple[int, ...]
    told: dict[tuple[bytes, ...], Mapping[str, str] | None] = field(default_factory=dict)

    def facts(self, values: Sequence[bytes], charset: Charset) -> Mapping[str, str] | None:
        """Return the facts of a body with these values, None when it takes a parser to tell."""
        if not self.open:
            return self.fixed
        own = tuple([values[gap] for gap in self.asked])
        if own not in self.told:
            if len(self.told) >= _TOLD:
                self.told.clear()
            self.told[own] = self._facts(values, charset)
        return self.told[own]

    def _facts(self, values: Sequence[bytes], charset: Charset) -> Mapping[str, str] | None:
        facts = dict(self.fixed)
        for name, reading, parted in self.open:
            found = [self._filled(parts, values, charset) for parts in parted]
            whole = [text for text in found if text is not None]
            if len(whole) < len(found):
                return None
            told = fact(whole, reading, self.decimal)
            facts |= {name: told} if told else {}
        return facts

    def _filled(self, parts: tuple[str, ...], values: Sequence[bytes], charset: Charset) -> str | None:
        text = parts[0]
        for gap, rest in zip(map(int, parts[1::2]), parts[2::2], strict=True):
            meant = said(self.gaps[gap], values[gap], charset)
            if meant is None:
                return None
            text += meant + rest
        return text


def readout(model: Source, template: Template, readings: Mapping[str, Reading], decimal: str) -> Readout | None:
    """Return what the readings find in bodies of a template, None when it takes a parser to tell."""
    if not all(reading.source is Where.JSON_LD or steady(reading.key, template.names) for reading in readings.values()):
        return None
    found = {name: list(texts(model, reading)) for name, reading in readings.items()}
    left = [name for name, each in found.items() if any(template.nonce in text for text in each)]
    if left and not _same(model, template, [(found[name], readings[name]) for name in left]):
        return None
    told = {name: fact(found[name], reading, decimal) for name, reading in readings.items() if name not in left}
    return Readout(
        fixed={name: value for name, value in told.items() if value},
        open=tuple((name, readings[name], tuple(map(template.parted, found[name]))) for name in left),
        gaps=template.gaps,
        decimal=decimal,
        asked=tuple(sorted({int(gap) for name in left for text in found[name] for gap in template.parted(text)[1::2]})),
    )


def _same(model: Source, template: Template, found: Sequence[tuple[Sequence[str], Reading]]) -> bool:
    """Tell whether the gaps are where they were when they hold more than ASCII, which text.py reads in another way."""
    charset = Charset(model.charset.name)
    character = next((each for each in _FOREIGN if not charset.encode(each).isascii()), "")
    foreign, extra = list(template.parted(model.body.decode("latin-1"))), charset.encode(character).decode("latin-1")
    for index in range(1, len(foreign), 2):
        number = int(foreign[index])
        foreign[index] = template.word(number) + extra * (template.gaps[number].kind is not Kind.WORD)
    other = Source.of("".join(foreign).encode("latin-1"), model.charset)
    ending = template.word(0)[-1]

    def lean(found: Iterable[str]) -> list[list[str]]:
        return [text.replace(ending + character, ending).split() for text in found]

    return bool(character) and all(lean(texts(other, reading)) == lean(each) for each, reading in found)


def _marks(reading: Reading, decimal: str) -> tuple[str, ...]:
    """Return the decimal marks to try: schema.org wants a point, and so does a machine that writes attributes."""
    if reading.source is Where.JSON_LD:
        return ".", decimal
    return (decimal, ".") if reading.attribute else (decimal,)


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
