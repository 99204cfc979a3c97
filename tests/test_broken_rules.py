"""Broken rule files and broken sites: each case holds the YAML, a rule of dashes, and the whole message."""

from pathlib import Path

import pytest

from proxy.html.selector import selector_problem
from rules.language.compile import compiled

CASES = Path(__file__).parent / "cases" / "broken"
SITE = (CASES / "site.yaml").read_bytes()
NOW = 1_795_000_000.0


def told(name: str, text: str) -> str:
    """Return what a marketer reads when a folder holds this file beside the good site of the cases."""
    files = {"site.yaml": SITE, "fragments/hello.html": b"<p>Hello</p>", name: text.encode()}
    return "\n".join(str(problem) for problem in compiled(files, NOW, selector_problem).problems)


@pytest.mark.parametrize("case", sorted(CASES.glob("*.txt")), ids=lambda case: case.stem)
def test_what_is_wrong_is_told_whole(case: Path) -> None:
    name, _, rest = case.read_text().partition("\n")
    text, _, expected = rest.partition("----------\n")
    assert told(name, text) == expected.rstrip("\n")


def test_the_site_of_the_cases_is_itself_without_fault() -> None:
    assert told("rules.yaml", "[]") == ""


def test_there_are_twenty_broken_rules_and_five_broken_sites() -> None:
    names = [case.stem for case in CASES.glob("*.txt")]
    assert sum(not name.startswith("site-") for name in names) >= 20
    assert sum(name.startswith("site-") for name in names) >= 5
