from rules.language.pieces import Piece, Shape, faults_of_address, masked
from rules.values import Kind


def value(start: int, end: int, kind: Kind) -> Piece:
    return Piece(Shape.VALUE, start, end, kind=kind)


def test_masking_keeps_every_offset() -> None:
    text = "<p>{{ a }}</p>{# b #}"
    pieces = [value(3, 10, Kind.TEXT), Piece(Shape.NOTE, 14, 21)]
    hidden = masked(text, pieces)
    assert len(hidden) == len(text)
    assert hidden[:3] == "<p>"
    assert hidden[10:14] == "</p>"
    assert "a" not in hidden[3:10]


def test_a_checked_link_may_begin_an_address_and_nothing_else_may() -> None:
    for kind, wrong in [(Kind.LINK, []), (Kind.TEXT, ["value-in-address"]), (Kind.PLAIN, ["value-in-address"])]:
        piece = value(0, 7, kind)
        found = faults_of_address(masked("{{ a }}/b", [piece]), 0, {0: piece})
        assert [fault.code for fault in found] == wrong


def test_an_address_without_values_is_not_looked_at() -> None:
    assert faults_of_address("javascript:x", 0, {}) == []
