"""Cuts woven into a page, in their order, and what one hides of another."""

from proxy.html.cuts import Cut, Piece, Spread
from proxy.html.weave import Points, Weaver
from rules.decision import Op

BODY = b"<div><p>x</p></div>"


def joined(pieces: list[Piece]) -> bytes:
    def text(piece: Piece) -> bytes:
        if isinstance(piece, Spread):
            return b"[%d]".join(piece.slices).replace(b"%d", str(piece.hole).encode())
        return piece if isinstance(piece, bytes) else f"[{piece}]".encode()

    return b"".join(map(text, pieces))


def a_cut(number: int, op: Op, place: tuple[int, int], owner: int) -> Cut:
    begin, end = place
    return Cut(begin, 1, owner, 5 * (op is Op.REMOVE), number, end, owner, number, op, (number,))


def test_nothing_is_cut() -> None:
    assert joined(Weaver(BODY).woven([])) == BODY


def test_cuts_are_written_in_their_order() -> None:
    weaver = Weaver(BODY)
    cuts = sorted([a_cut(1, Op.AFTER, (13, 13), 5), a_cut(2, Op.BEFORE, (5, 5), 5), a_cut(3, Op.FILL, (8, 9), 5)])
    assert joined(weaver.woven(cuts)) == b"<div>[2]<p>[3]</p>[1]</div>"
    assert weaver.lost() == {}


def test_what_stands_in_a_filled_element_is_lost() -> None:
    weaver = Weaver(BODY, [Points(3, (7,))])
    cuts = sorted([a_cut(1, Op.FILL, (5, 13), 0), a_cut(2, Op.APPEND, (9, 9), 5)])
    assert joined(weaver.woven(cuts)) == b"<div>[1]</div>"
    assert weaver.lost() == {2: 1, 3: 1}


def test_what_is_beside_a_removed_element_stays() -> None:
    weaver = Weaver(BODY)
    cuts = sorted([a_cut(1, Op.REMOVE, (5, 13), 5), a_cut(2, Op.BEFORE, (5, 5), 5), a_cut(3, Op.AFTER, (13, 13), 5)])
    assert joined(weaver.woven(cuts)) == b"<div>[2][1][3]</div>"


def test_a_removal_inside_a_removed_element_has_its_wish() -> None:
    weaver = Weaver(BODY)
    cuts = sorted([a_cut(1, Op.REMOVE, (0, 19), 0), a_cut(2, Op.REMOVE, (5, 13), 5)])
    assert joined(weaver.woven(cuts)) == b"[1]"
    assert weaver.lost() == {}


def test_the_first_to_fill_wins() -> None:
    weaver = Weaver(b"<p></p>")
    cuts = [a_cut(1, Op.FILL, (3, 3), 0), a_cut(2, Op.FILL, (3, 3), 0)]
    assert joined(weaver.woven(cuts)) == b"<p>[1]</p>"
    assert weaver.lost() == {2: 1}


def test_attributes_come_into_many_tags() -> None:
    weaver = Weaver(b"<a><a><a>", [Points(1, (2, 5, 8)), Points(2, (5,))])
    assert joined(weaver.woven([])) == b"<a[1]><a[1][2]><a[1]>"
    assert joined(Weaver(b"<a><a><a>", [Points(1, (2, 5, 8))]).woven([])) == b"<a[1]><a[1]><a[1]>"


def test_items_take_their_turns_and_their_own_cuts_along() -> None:
    whole = a_cut(1, Op.FILL, (0, 11), 0)._replace(pieces=(), items=((0, 3), (4, 7), (8, 11)), turns=(2, 0, 1))
    weaver = Weaver(b"<a>|<b>|<c>", [Points(2, (10,))])
    assert joined(weaver.woven([whole, a_cut(3, Op.SET, (5, 5), 4)])) == b"<c[2]>|<a>|<[3]b>"
