from pathlib import Path

import pytest

from proxy.journal import Decided, Note, written
from proxy.stores.journal.days import Days, day_of
from rules.context import Request
from scoring.event import Event, Kind
from scoring.learned import read
from tests.support.commands import Terminal
from tests.support.folder import SITE
from tests.support.notes import ANNA, BERT

NOON = 1_700_000_000.0


def journal(folder: Path, *visits: tuple[str, str, list[str]]) -> Path:
    """Write a journal of visits, each with its visitor, what asked, and the products seen one minute apart."""
    days = Days(folder)
    for number, (who, kind, products) in enumerate(visits):
        for step, product in enumerate(products):
            at = NOON + 100_000 * number + 60 * step
            event = Event(Kind.SEEN, f"/p/{product}", at, {"product": product})
            note = Note(who, 1, f"{number}-{step}", at, (event,), Decided("digest", Request(kind=kind)))
            days.append({day_of(at): [written(note)]})
    return folder


def taught(file: Path) -> list[list[str]]:
    what = read(file.read_bytes())
    return [[what.items[number] for number in visit] for visit in what.visits]


def test_the_journal_teaches_what_people_met(tmp_path: Path, terminal: Terminal) -> None:
    first, robot, second = (ANNA, "human", ["1", "2"]), (BERT, "bot", ["3", "2"]), (ANNA, "human", ["2", "4"])
    journal(tmp_path / "days", first, robot, second)
    said = terminal("learn", "--site", tmp_path, "--journal", tmp_path / "days")
    assert said.status == 0
    assert said.lines[0] == f"{tmp_path / 'visits.json'}: 2 visits that met several of 3 items"
    assert taught(tmp_path / "visits.json") == [["1", "2"], ["2", "4"]]


def test_nobody_is_in_the_file(tmp_path: Path, terminal: Terminal) -> None:
    journal(tmp_path / "days", (ANNA, "human", ["1", "2"]))
    terminal("learn", "--site", tmp_path, "--journal", tmp_path / "days")
    text = (tmp_path / "visits.json").read_text()
    assert ANNA not in text
    assert str(int(NOON))[:5] not in text


def test_who_is_erased_from_the_journal_is_gone_from_the_next_file(tmp_path: Path, terminal: Terminal) -> None:
    journal(tmp_path / "days", (ANNA, "human", ["1", "2"]), (BERT, "human", ["3", "4"]))
    Days(tmp_path / "days").erase([ANNA])
    terminal("learn", "--site", tmp_path, "--journal", tmp_path / "days")
    assert taught(tmp_path / "visits.json") == [["3", "4"]]


def test_the_journal_stands_beside_the_visitors(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "data").mkdir()
    journal(tmp_path / "data" / "journal", (ANNA, "human", ["1", "2"]))
    assert terminal("learn", "--site", tmp_path).status == 0


def test_a_journal_that_teaches_nothing_leaves_the_older_file(tmp_path: Path, terminal: Terminal) -> None:
    journal(tmp_path / "days", (ANNA, "human", ["1"]), (BERT, "suspect", ["1", "2"]))
    (tmp_path / "visits.json").write_text("older")
    said = terminal("learn", "--site", tmp_path, "--journal", tmp_path / "days")
    assert (said.status, said.lines) == (1, [])
    assert f"{tmp_path / 'visits.json'} stays as it is" in said.err
    assert (tmp_path / "visits.json").read_text() == "older"


def test_a_list_of_visits_teaches_too_and_is_measured(tmp_path: Path, terminal: Terminal) -> None:
    rows = [f"{visit},{item},{visit}.{step}" for visit in range(40) for step, item in enumerate(("coat", "boots"))]
    (tmp_path / "old.csv").write_text("\n".join(["visit,item,time", *rows]))
    said = terminal("learn", "--site", tmp_path, "--visits", tmp_path / "old.csv", "--file", "taught.json")
    assert said.lines[0] == f"{tmp_path / 'taught.json'}: 40 visits that met several of 2 items"
    assert said.lines[1].startswith("of 4 next items in the last 4 visits, 100% were among 20 offered")
    assert said.lines[1].endswith("(MRR 1.000)")


def test_what_is_learned_loads(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "site.yaml").write_text(SITE + "recommend: { file: visits.json }\n")
    assert terminal("check", tmp_path).status == 1
    journal(tmp_path / "days", (ANNA, "human", ["1", "2"]))
    said = terminal("learn", "--site", tmp_path, "--journal", tmp_path / "days")
    assert said.lines[1] == "too few visits to tell how well the next item is foreseen"
    assert terminal("check", tmp_path).status == 0
    assert [path.name for path in tmp_path.glob("visits*")] == ["visits.json"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "is no journal: name its folder by --journal, or a list of visits by --visits"),
        (["--visits", "nowhere.csv"], "cannot read the visits"),
        (["--visits", "wrong.csv"], "line 2: write visit, item and time"),
        (["--visits", "odd.csv"], "cannot read the visits"),
        (["--visits", "single.csv"], "no visit met several products yet"),
        (["--visits", "good.csv", "--file", "no/where.json"], "cannot read the visits or write"),
    ],
)
def test_what_cannot_be_is_told(
    words: list[str], sentence: str, tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.csv").write_text("a,b,1\na,b,c\n")
    Path("odd.csv").write_bytes(b"a,\xff,1\n")
    Path("good.csv").write_text("a,b,1\na,c,2\n")
    Path("single.csv").write_text("a,b,1\n")
    said = terminal("learn", "--site", tmp_path, *words)
    assert said.status == 1
    assert sentence in said.err
