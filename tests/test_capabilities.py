"""The referee of docs/capabilities.md: 69 rows, each told once, by examples, tests and pictures that there are."""

import re
from dataclasses import dataclass

import pytest
import yaml

from rules.language.load import inspect
from tests.support.tree import ROOT, modules

PAGE = (ROOT / "docs/capabilities.md").read_text("utf-8")
CAMPAIGNS = ROOT / "examples/campaigns"

ROWS = [
    f"{letter}{number}"
    for letter, most in (("L", 24), ("E", 10), ("C", 15), ("T", 7), ("I", 13))
    for number in range(1, most + 1)
]

WORKS, LEAVES, LATER = "works", "leaves as webhook or file", "later"


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the table: `places` is where it happens, S at the proxy and B in the browser."""

    row: str
    places: frozenset[str]
    example: str
    tests: frozenset[str]
    picture: str
    state: str


def told() -> dict[str, Told]:
    lines = re.findall(r"^\| ([LECTI]\d+) \| (.*) \|$", PAGE, re.MULTILINE)
    found = {}
    for row, rest in lines:
        assert row not in found, f"{row} stands twice"
        places, _what, example, tests, picture, state = rest.split(" | ")
        found[row] = Told(row, frozenset(places.split(", ")), example, named(tests), picture, state)
    return found


def named(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"`(test_\w+)`", text))


def test_every_row_is_told_once() -> None:
    assert list(told()) == ROWS
    assert len(ROWS) == 69


@pytest.mark.parametrize("row", ROWS)
def test_a_row_stands_as_it_must(row: str) -> None:
    line = told()[row]
    begins = line.state.partition(":")[0].partition(",")[0]
    if line.places & {"S", "B"}:
        assert begins == WORKS
    assert begins in (WORKS, LEAVES, LATER)
    if begins != LATER:
        assert line.example, f"{row}: name the example"
        assert line.tests, f"{row}: name the test that shows it"


def test_every_test_that_is_named_is_there() -> None:
    known = frozenset(
        name
        for module in modules("tests")
        for name in re.findall(r"^(?:async )?def (test_\w+)", module.text, re.MULTILINE)
    )
    missing = {row: line.tests - known for row, line in told().items() if line.tests - known}
    assert missing == {}


def test_every_example_stands_in_the_row_that_names_it() -> None:
    files = {path.stem for path in CAMPAIGNS.glob("*.yaml")} - {"site"}
    listed = {row: set(re.findall(r"examples/campaigns/([\w-]+)\.yaml", line.example)) for row, line in told().items()}
    for row, names in listed.items():
        own = f"{row[0]}{int(row[1:]):02}-"
        assert {name for name in names if name != "site"} == {name for name in files if name.startswith(own)}, row


def test_every_picture_is_there_and_small() -> None:
    folder = ROOT / "docs/pictures/campaigns"
    listed = {
        name for line in told().values() for name in re.findall(r"pictures/campaigns/([\w-]+\.png)", line.picture)
    }
    there = {path.name: path.stat().st_size for path in folder.glob("*.png")}
    assert listed <= there.keys()
    assert {name: size for name, size in there.items() if size > 40_000} == {}


def test_every_folder_of_examples_is_without_fault() -> None:
    assert [str(problem) for problem in inspect(CAMPAIGNS).problems] == []


def test_every_campaign_is_tried() -> None:
    """Each is walked in a real browser, or handed over to a receiver, by a test that names the rule or its row."""
    walked = "".join(module.text for module in (*modules("tests/examples"), *modules("tests/support")))
    for path in sorted(CAMPAIGNS.glob("[A-Z]*.yaml")):
        text = path.read_text("utf-8")
        assert text.startswith("#"), f"{path.name}: say to a marketer what it does and what to change"
        rules = yaml.safe_load(text)
        row = re.sub(r"([A-Z])0?(\d+)-.*", r"\1\2", path.stem)
        assert all(rule["expect"] and rule["status"] == "live" for rule in rules), path.name
        assert any(rule["id"] in walked for rule in rules) or f"{row})" in walked or f"{row}," in walked, path.name
