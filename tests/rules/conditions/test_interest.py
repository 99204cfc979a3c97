import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, MINUTE, answer, happened, person, refused, seen

BOOTS_THEN_HATS = person(
    happened(Kind.SEEN, "/h/1", 5 * MINUTE, category="hats"),
    happened(Kind.SEEN, "/h/2", 4 * MINUTE, category="hats"),
    happened(Kind.ADDED, "b", 3 * MINUTE, category="Boots"),
    happened(Kind.SEEN, "/s", 2 * MINUTE, category="scarves"),
)


@pytest.mark.parametrize(
    "value",
    [
        "boots",
        ["gloves", "boots"],
        {"category": "boots"},
        {"category": "hats", "among_top": 2},
        {"category": {"starts_with": "scar"}, "among_top": 3},
        {"category": {"not": "hats"}},
    ],
)
def test_the_liking_is_met(value: object) -> None:
    assert answer("interest", value, BOOTS_THEN_HATS) == "yes"


@pytest.mark.parametrize(
    "value", ["hats", "gloves", {"category": "scarves", "among_top": 2}, {"category": {"not": "boots"}}]
)
def test_the_liking_is_not_met(value: object) -> None:
    assert answer("interest", value, BOOTS_THEN_HATS) == "no"


def test_a_liking_fades() -> None:
    old_flame = [happened(Kind.SEEN, "/b", 60 * DAY, category="boots") for _ in range(4)]
    changed = person(*old_flame, happened(Kind.SEEN, "/h", MINUTE, category="hats"))
    assert answer("interest", "hats", changed) == "yes"
    assert answer("interest", "boots", changed) == "no"


def test_a_new_visitor_likes_nothing_yet() -> None:
    assert answer("interest", "boots", person()) == "no"
    assert answer("interest", {"category": {"not": "boots"}}, person()) == "no"


def test_the_liking_is_unknown_where_the_past_is() -> None:
    assert answer("interest", "boots", FORGOTTEN) == "unknown"


@pytest.mark.parametrize("among_top", [0, -1, 51, "three", 1.5, True, None])
def test_a_rank_that_cannot_be_is_refused(among_top: object) -> None:
    assert refused("interest", {"category": "boots", "among_top": among_top}) == {
        "wrong-value": "write a whole number from 1 to 50"
    }


def test_the_trace_tells_the_best_liked() -> None:
    assert seen("interest", "hats", BOOTS_THEN_HATS) == "interest = Boots"
    assert seen("interest", {"category": "x", "among_top": 2}, BOOTS_THEN_HATS) == "interest = Boots, hats"
    assert seen("interest", "hats", person()) == "interest = none yet"
    assert seen("interest", "hats", FORGOTTEN) == "the past is not known"
