from collections.abc import Sequence

import pytest

from scoring.event import Event, Kind
from scoring.features import features
from scoring.samples import MOST_PAGES, Sample, SamplesError, of_events, of_row, of_table
from scoring.visitor import IDLE, Visitor

TABLE = ["Pages,Month,Browser,Bought\n", "3,Nov,2,TRUE\n", "0,Feb,1,FALSE\n"]


def seen(at: float, page: str = "product") -> Event:
    return Event(Kind.SEEN, "/", at, {"page": page})


def ordered(at: float, number: str = "A-1") -> Event:
    return Event(Kind.ORDERED, number, at, {"value": "20"})


def learned(*events: Event) -> list[Sample]:
    return of_events(("ann", event) for event in events)


def told(samples: Sequence[Sample]) -> list[tuple[int, bool]]:
    return [(sample.page, sample.bought) for sample in samples]


def test_each_row_of_a_table_is_a_sample() -> None:
    assert [(sample.features, sample.bought) for sample in of_table(TABLE, "Bought", ["Browser"])] == [
        ({"Pages": 3.0, "Month=Nov": 1.0, "Browser=2": 1.0}, True),
        ({"Month=Feb": 1.0, "Browser=1": 1.0}, False),
    ]


def test_a_table_may_be_parted_by_semicolons() -> None:
    assert len(of_table([line.replace(",", ";") for line in TABLE], "Bought")) == 2


def test_words_and_numbers_are_told_apart() -> None:
    assert of_row({"a": "1.5", "b": "x", "c": "", "d": "nan"}) == {"a": 1.5, "b=x": 1.0, "d=nan": 1.0}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], 'no column "Bought". It has no header'),
        (["Pages,Month\n"], 'no column "Bought". It has Pages, Month'),
        (["Pages,Bought\n", "3\n"], "line 2: it has another number of cells"),
        (["Pages,Bought\n", "3,1,4\n"], "line 2: it has another number of cells"),
        (["Pages,Bought\n", "3,perhaps\n"], 'line 2: "perhaps" in Bought is neither yes nor no'),
    ],
)
def test_a_table_that_cannot_be_learned_from_is_told(lines: list[str], message: str) -> None:
    with pytest.raises(SamplesError, match=message):
        of_table(lines, "Bought")


def test_each_page_knows_whether_an_order_followed() -> None:
    assert told(learned(seen(0.0), seen(9.0), seen(20.0, "thanks"), ordered(20.0))) == [(1, True), (2, True)]
    assert told(learned(seen(0.0), seen(9.0))) == [(1, False), (2, False)]


def test_the_page_of_the_order_and_what_follows_it_teach_nothing() -> None:
    found = learned(seen(0.0), ordered(9.0), seen(20.0), ordered(30.0, "A-2"), seen(40.0))
    assert told(found) == [(1, True)]


def test_the_next_visit_begins_anew_and_knows_the_last() -> None:
    found = learned(seen(0.0), ordered(9.0), seen(IDLE + 10.0), seen(IDLE + 20.0))
    assert told(found) == [(1, True), (1, False), (2, False)]
    assert [sample.features.get("orders") for sample in found] == [None, 1.0, 1.0]
    assert len({sample.visit for sample in found}) == 2


def test_a_page_is_looked_at_as_it_is_when_serving() -> None:
    basket = Event(Kind.BASKET, "", 5.0, {"items": "2", "value": "49.90"})
    events = [seen(0.0), seen(5.0), basket, seen(9.0)]
    found = learned(*events)
    assert found[1].features == features(Visitor().after_all(events[:3]), 5.0)
    assert "basket_value" not in found[0].features


def test_people_are_learned_from_one_by_one() -> None:
    found = of_events([("ann", seen(0.0)), ("bob", seen(1.0)), ("ann", ordered(2.0))])
    assert {(sample.visit.split()[0], sample.bought) for sample in found} == {("ann", True), ("bob", False)}


def test_a_long_visit_does_not_outweigh_all_others() -> None:
    assert len(learned(*(seen(float(at)) for at in range(99)))) == MOST_PAGES


def test_the_device_is_known_as_it_is_when_serving() -> None:
    found = of_events([("ann", seen(0.0)), ("bob", seen(1.0))], {"ann": "phone"})
    assert found[0].features["device:phone"] == found[1].features["device:desktop"] == 1.0
