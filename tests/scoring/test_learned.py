import json

import pytest

from scoring.learned import KEPT_ITEMS, KEPT_VISITS, Learned, LearnedError, learned, read, written

VISITS = (["coat", "boots", "coat"], ["tent"], ["boots", "scarf"])


def spoiled(**more: object) -> bytes:
    """Return a file in which something is not as `learn` writes it."""
    return json.dumps({**json.loads(written(learned(VISITS))), **more}).encode()


def test_items_become_numbers() -> None:
    found = learned(VISITS)
    assert found.items == ("boots", "coat", "scarf", "tent")
    assert found.visits == ((1, 0), (0, 2))
    assert found.seen == (2, 1, 1, 1)
    assert found.together == ((1, 2), (0,), (0,), ())


def test_a_visit_to_one_item_is_only_counted() -> None:
    assert learned([["tent"]]) == Learned(("tent",), (1,), (), ((),))


def test_nothing_is_learned_of_nothing() -> None:
    assert learned([]) == learned([[], [""]]) == Learned()


def test_the_latest_visits_are_kept() -> None:
    found = learned([["old", "older"], *[["a", "b"]] * KEPT_VISITS])
    assert found.items == ("a", "b")
    assert len(found.visits) == KEPT_VISITS


def test_the_last_items_of_a_visit_are_kept() -> None:
    assert len(learned([[str(number) for number in range(2 * KEPT_ITEMS)]]).visits[0]) == KEPT_ITEMS


def test_a_file_reads_as_it_was_written() -> None:
    assert read(written(learned(VISITS))) == learned(VISITS)
    assert read(written(Learned())) == Learned()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "Invalid JSON"),
        (b"[]", "object"),
        (b"\xff\xfe", "Invalid JSON"),
        (spoiled(format="something else"), "format"),
        (spoiled(visits=[[0, 4]]), "none of its 4"),
        (spoiled(visits=[[0, -1]]), "visits.0.1"),
        (spoiled(visits=[["boots"]]), "visits.0.0"),
        (spoiled(together=[[9], [], [], []]), "none of its 4"),
        (spoiled(together=[]), "4 items, 4 counts, 0 rows"),
        (spoiled(seen=None), "seen"),
        (spoiled(items=["boots"]), "1 items"),
    ],
)
def test_a_damaged_file_is_told(raw: bytes, sentence: str) -> None:
    with pytest.raises(LearnedError, match=sentence):
        read(raw)
