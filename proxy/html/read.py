"""Reads the facts that a shop's pages tell: the text of an element, an attribute, or a value in JSON-LD."""

from collections.abc import Mapping

from proxy.charset import Charset
from proxy.html.independent import apart
from proxy.html.known import Bodies, Known
from proxy.html.readout import Readout, fact, readout, texts
from proxy.html.template import Template
from rules.reading import Reading


class Reader:
    """Reads pages, and remembers the facts of the bodies it has seen."""

    __slots__ = ("_bodies",)

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def read(self, body: bytes, charset: Charset, readings: Mapping[str, Reading], decimal: str) -> Mapping[str, str]:
        """Return what the readings find, by their keys; a fact that is not there, or not clear, has no key.

        Numbers are plain: no thousands are parted, and the decimal mark is a point.
        """
        seen, asked = self._bodies.seen(body, charset), (decimal, *readings.items())
        if seen.template is not None and apart((reading.key for reading in readings.values()), seen.watched):
            readout = self._readout(seen.known, seen.template, readings, decimal)
            told = readout.facts(seen.values or (), charset) if readout is not None else None
            if told is not None:
                return told
        known = (seen if seen.template is None else self._bodies.alone(seen)).known
        if asked not in known.facts:
            self._bodies.asked(reading.key for reading in readings.values())
            source = self._bodies.source(known)
            found = {key: fact(texts(source, reading), reading, decimal) for key, reading in readings.items()}
            known.tell(asked, {key: value for key, value in found.items() if value})
        return known.facts[asked]

    def _readout(
        self, model: Known, template: Template, readings: Mapping[str, Reading], decimal: str
    ) -> Readout | None:
        asked = (decimal, *readings.items())
        if asked not in model.readouts:
            model.read(asked, readout(self._bodies.source(model), template, readings, decimal))
        return model.readouts[asked]
