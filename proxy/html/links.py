"""Maps the shop's own host in a page's links to the public one, where the browser's Host cannot be passed on."""

from proxy.charset import Charset
from proxy.hosts import Hosts
from proxy.html.attributes import written
from proxy.html.known import Bodies, Known, Seen
from proxy.html.locate import name_end, start_tag_end
from proxy.html.source import Source
from proxy.html.template import Template

_NAMES = ("href", "src", "action", "formaction")
_LINKING = ",".join(f"[{name}]" for name in _NAMES)


class Links:
    """Maps pages (`base` is one of their links), and remembers those it has mapped.

    Scripts, styles and texts stay: an address in them may be a key that the shop compares.
    """

    __slots__ = ("_bodies",)

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def mapped(self, body: bytes, charset: Charset, hosts: Hosts) -> bytes:
        """Return the page with public links; the very object that came in when it has none of the shop's own."""
        seen = self._bodies.seen(body, charset)
        if seen.template is not None and seen.template.names.isdisjoint(_NAMES):
            return self._filled(seen, seen.template, hosts)
        known = seen.known if seen.template is None else self._bodies.alone(seen).known
        return self._linked(known, hosts)

    def _linked(self, known: Known, hosts: Hosts) -> bytes:
        if hosts not in known.linked:
            known.linked[hosts] = _mapped(self._bodies.source(known), hosts)
            self._bodies.weigh(known)
        return known.linked[hosts]

    def _filled(self, seen: Seen, template: Template, hosts: Hosts) -> bytes:
        """Map the links of a template's model, none of which stands in a gap, and fill in the body's own values."""
        model = seen.known
        mapped = self._linked(model, hosts)
        if hosts not in model.parts:
            found = template.parted(mapped.decode("latin-1"))
            model.parts[hosts] = tuple(part.encode("latin-1") for part in found)
        parts = list(model.parts[hosts])
        parts[1::2] = [(seen.values or ())[int(number)] for number in parts[1::2]]
        return seen.body if mapped is model.body else b"".join(parts)


def _mapped(source: Source, hosts: Hosts) -> bytes:
    pieces: list[bytes] = []
    end = 0
    for start, stop in sorted(_links(source)):
        link = source.body[start:stop]
        public = hosts.address(link)
        if public != link:
            pieces += (source.body[end:start], public)
            end = stop
    return b"".join((*pieces, source.body[end:])) if pieces else source.body


def _links(source: Source) -> set[tuple[int, int]]:
    """Return where the linking attributes of the page stand; clones that misnesting makes share one place."""
    found: set[tuple[int, int]] = set()
    for element in source.select(_LINKING):
        start, end = element.source_col, start_tag_end(source, element)
        if start is not None and end is not None:
            begin = name_end(source, element, start)
            for name in _NAMES:
                found.update((one.start, one.end) for one in written(source.body, name, begin, end))
    return found
