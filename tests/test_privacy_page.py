"""The referee of docs/privacy.md: eighteen behaviours, in their order, each with its test."""

import re

from tests.support.tree import ROOT

PAGE = (ROOT / "docs/privacy.md").read_text("utf-8")
TESTS = (ROOT / "tests/test_privacy.py").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+) \|.*\| `(test_\w+)` \|$", PAGE, re.MULTILINE)


def test_there_are_eighteen_in_their_order() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 19))


def test_each_names_the_test_of_its_number() -> None:
    there = re.findall(r"^(?:async )?def (test_\d\d_\w+)", TESTS, re.MULTILINE)
    assert [name for _, name in ROWS] == there
    assert [name[5:7] for name in there] == [f"{number:02}" for number in range(1, 19)]
