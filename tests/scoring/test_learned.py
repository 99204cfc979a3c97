import json

import pytest

from scoring.learned import KEPT_ITEMS, KEPT_VISITS, Learned, LearnedError, learned, read, written

VISITS = (["coat", "boots", "coat"], ["tent"], ["boots", "scarf"])


def spoiled(line: int, **more: object) -> bytes:
    """Return a file in which one of its three lines is not as `learn` writes it."""
    lines = written(learned(VISITS)).splitlines()
    lines[line - 1] = json.dumps({**json.loads(lines[line - 1]), **more}).encode()
    return b"\n".join(lines)


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


def test_a_line_of_the_file_is_short() -> None:
    many = learned([[str(number), str(number + 1)] for number in range(3000)])
    assert written(many).count(b"\n") == 1 + 3 + 4
    assert read(written(many)) == many


def test_a_file_reads_as_it_was_written() -> None:
    assert read(written(learned(VISITS))) == learned(VISITS)
    assert read(written(Learned())) == Learned()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "line 1: it: Invalid JSON"),
        (b"[]", "line 1"),
        (b"\xff\xfe", "Invalid JSON"),
        (written(learned(VISITS))[:-3], "line 3: it: Invalid JSON"),
        (written(learned(VISITS)).rsplit(b"\n", 2)[0], "not hold all"),
        (spoiled(1, format="something else"), "line 1: format"),
        (spoiled(1, seen=None), "line 1: seen"),
        (spoiled(1, seen=[1]), "not hold all"),
        (spoiled(1, visits=3), "not hold all"),
        (spoiled(1, items=["boots"]), "none of its 1"),
        (spoiled(2, visits=[[0, 4]]), "none of its 4"),
        (spoiled(2, visits=[[0, -1]]), "line 2: visits.0.1"),
        (spoiled(2, visits=[["boots"]]), "line 2: visits.0.0"),
        (spoiled(3, together=[[9], [], [], []]), "none of its 4"),
        (spoiled(3, together=[]), "not hold all"),
    ],
)
def test_a_damaged_file_is_told(raw: bytes, sentence: str) -> None:
    with pytest.raises(LearnedError, match=sentence):
        read(raw)
