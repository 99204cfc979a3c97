"""The turns of an element's children by their keys."""

import pytest

from proxy.charset import Charset
from proxy.html.ordering import ordering
from proxy.html.source import Source
from rules.decision import Slices

HTML = '<ul><li data-k=a><i>Eins</i><li data-k=" B "><i>Zwei</i><hr><li data-k=c><i>Käse</i><li><i>Vier</i></ul>'


@pytest.mark.parametrize(
    ("slices", "turns"),
    [
        (Slices("li", ("c", "b"), attribute="data-k"), (2, 1, 0, 3)),
        (Slices("li", ("C",), attribute="data-k"), (2, 0, 1, 3)),
        (Slices("li", ("käse", "ZWEI"), key="i"), (2, 1, 0, 3)),
        (Slices("li", ("zwei", "zwei", "eins"), key="i"), (1, 0, 2, 3)),
        (Slices("li", ("x",), attribute="data-k"), (0, 1, 2, 3)),
        (Slices("li", (), key="none"), (0, 1, 2, 3)),
        (Slices("b", ("x",), key="i"), ()),
    ],
)
def test_the_ranked_come_first_and_the_others_keep_their_order(slices: Slices, turns: tuple[int, ...]) -> None:
    source = Source.of(HTML.encode(), Charset("utf-8"))
    order = ordering(source, source.select("ul")[0], slices)
    assert order.turns == turns
    assert order.changes == (list(turns) != sorted(turns))


def test_places_count_all_children() -> None:
    source = Source.of(b"<ul><hr><li>1<hr></li><hr><li>2</ul>", Charset("utf-8"))
    assert ordering(source, source.select("ul")[0], Slices("li", (), key="b")).places == (1, 3)
