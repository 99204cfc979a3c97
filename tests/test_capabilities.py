"""The referee of docs/capabilities.md: every row is told once, by tests and rules that there are."""

import re

from tests.support.tree import ROOT, modules

PAGE = (ROOT / "docs/capabilities.md").read_text("utf-8")

ROWS = [
    *("E1", "E2", "E3", "E4", "E5", "E6", "E7", "C1", "C2", "C3", "C4", "C5", "C6", "C10", "C11"),
    *("T1", "T2", "T3", "T4", "T6", "I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"),
]

IN_SITE_YAML = {"I3"}
"""A row that is written in site.yaml, not in a rule."""


def rows() -> dict[str, str]:
    """Return the table's lines by row."""
    return dict(re.findall(r"^\| ([ECTI]\d+) (\|.*)$", PAGE, re.MULTILINE))


def test_every_row_is_told() -> None:
    assert list(rows()) == ROWS


def test_every_row_names_tests_that_there_are() -> None:
    texts = [module.text for module in modules("tests")]
    known = {name for text in texts for name in re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE)}
    for row, line in rows().items():
        named = set(re.findall(r"`(test_\w+)`", line))
        assert named, f"{row}: name the test that shows it"
        assert named <= known, f"{row} names {', '.join(sorted(named - known))}, which there is not"


def test_every_row_has_a_rule_that_is_tried() -> None:
    ids = re.findall(r"^- id: ([a-z0-9-]+)$", PAGE, re.MULTILINE)
    assert {id_.split("-", 1)[0].upper() for id_ in ids} == set(ROWS) - IN_SITE_YAML
    assert PAGE.count("  expect:\n") == len(ids), "a rule without `expect` shows nothing"
