"""Plans where edits go in one body: the shop's own slices and numbered holes, and why some rules are left out."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from proxy.html.cuts import Cut, Piece, attribute_cuts, cut, reworded
from proxy.html.find import Found, Refusal, found
from proxy.html.source import Source
from proxy.html.weave import Points, Weaver
from rules.decision import Edit, Op, Reason, Style, Tokens


@dataclass(frozen=True, slots=True)
class Plan:
    """The page in pieces, for the numbers of the edits that are in it; the rules of the others are refused.

    An edit that its own rule takes off the page again is in neither: that is the rule's wish.
    """

    pieces: tuple[Piece, ...]
    edits: tuple[int, ...] = ()
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    touched: Mapping[str, int] = field(default_factory=dict)


def planned(source: Source, edits: Sequence[Edit], rules: Container[str] | None = None) -> Plan:
    """Plan the edits of some rules, of all when none are named; a rule's edits are in the plan all or none.

    What one rule takes off the page another cannot change: the outer edit wins, and the inner one's rule is refused
    when nothing of it would be left.
    """
    names = [edit.name for edit in edits if edit.op is Op.SET]
    places: list[Found] = []
    refused: dict[str, Refusal] = {}
    for number, edit in enumerate(edits):
        if rules is None or edit.rule in rules:
            place = found(source, number, edit, names.count(edit.name) == 1)
            if isinstance(place, Found):
                places.append(place)
            else:
                refused.setdefault(edit.rule, place)
    while True:
        live = [place for place in places if place.edit.rule not in refused]
        pieces, lost = _woven(source, live)
        loser = _loser(edits, lost)
        if loser is None:
            numbers = tuple(place.number for place in live if place.number not in lost)
            return Plan(tuple(pieces), numbers, refused, _touched(source, live))
        name, winner = edits[loser].element.name, edits[lost[loser]].rule or "another edit"
        refused[edits[loser].rule] = (Reason.EDIT_REFUSED, f"{winner} replaces or removes what would change in {name}")


def _woven(source: Source, places: Sequence[Found]) -> tuple[list[Piece], dict[int, int]]:
    points = [Points(place.number, place.offsets) for place in places if place.offsets]
    settings = [place for place in places if place.spans and place.edit.op is Op.SET]
    settings.sort(key=lambda place: place.edit.name)
    cuts = [made for _, group in groupby(settings, lambda place: place.edit.name) for made in _set(source, list(group))]
    for place in places:
        if place.edit.op is not Op.SET:
            cuts += (made for span in place.spans if (made := cut(source, place.number, place.edit, span)))
    weaver = Weaver(source.body, points)
    return weaver.woven(sorted(cuts)), weaver.lost()


def _set(source: Source, places: Sequence[Found]) -> list[Cut]:
    """Return the cuts of all edits that set one attribute: changes of words add up, else the first comes first."""
    if len(places) == 1 or not all(isinstance(place.edit.content, Tokens | Style) for place in places):
        return [made for p in places for span in p.spans for made in attribute_cuts(source, p.number, p.edit, span)]
    owners = {span.start: span for place in places for span in place.spans}
    asked = {start: [(p.number, p.edit) for p in places if any(s.start == start for s in p.spans)] for start in owners}
    return [made for start, span in owners.items() for made in reworded(source, asked[start], span)]


def _touched(source: Source, places: Sequence[Found]) -> dict[str, int]:
    """Return how many elements the edits of each rule meet, each selector's counted once."""
    touched: dict[str, int] = {}
    for rule, css in {(place.edit.rule, place.edit.element.css) for place in places}:
        touched[rule] = touched.get(rule, 0) + len(source.select(css))
    return touched


def _loser(edits: Sequence[Edit], lost: Mapping[int, int]) -> int | None:
    """Return an edit that is lost to another rule, if possible to an edit that is not lost itself."""
    losers = [number for number, winner in lost.items() if edits[number].rule != edits[winner].rule]
    return next((number for number in losers if lost[number] not in lost), next(iter(losers), None))
