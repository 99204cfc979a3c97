import json
import sys
from pathlib import Path

import pytest

from proxy.journal import Decided, Note, written
from proxy.stores.journal.days import Days, day_of
from rules.context import Request
from rules.language.load import load
from scoring.modelfile import from_json
from tests.support.commands import Terminal
from tests.support.folder import SITE
from tests.support.shoppers import CODES, TABLE, TARGET, walks

NOON = 1_700_000_000.0
MODEL = {
    "name": "spring",
    "logistic": {"start": -2.0, "terms": [{"feature": "first:product", "weight": 1.0}]},
    "stages": {"discovery": 30, "decision": 50, "ready_to_buy": 70},
}


def journal(folder: Path, visits: int) -> Path:
    """Write a journal of made-up visits, all on phones."""
    days = Days(folder)
    lines: list[bytes] = []
    for number, (who, event) in enumerate(walks(visits)):
        page = Decided("digest", Request(device="phone"))
        lines.append(written(Note(who, 1, str(number), NOON + event.at, (event,), page)))
    days.append({day_of(NOON): lines})
    return folder


def test_the_journal_becomes_a_model_that_the_site_serves(tmp_path: Path, terminal: Terminal) -> None:
    said = terminal("train", "--site", tmp_path, "--journal", journal(tmp_path / "days", 500))
    assert said.status == 0
    assert f"{tmp_path / 'model.json'}: logistic, of" in said.lines[-1]
    (tmp_path / "site.yaml").write_text(SITE + "score: { model: model.json }\n")
    served = load(tmp_path).site.measures.model
    assert served.name.startswith("model of 20")
    assert served.score({"first:product": 1.0}).value > served.score({"first:home": 1.0}).value


def test_a_report_lies_beside_what_serve_keeps(tmp_path: Path, terminal: Terminal) -> None:
    terminal("train", "--site", tmp_path, "--journal", journal(tmp_path / "days", 400))
    assert "AUC by page number" in (tmp_path / "data" / "model.html").read_text()


def test_a_table_becomes_a_model(tmp_path: Path, terminal: Terminal) -> None:
    codes = [word for code in CODES for word in ("-c", code)]
    files = ("--file", "bought.json", "--report", tmp_path / "told.html")
    said = terminal("train", "--site", tmp_path, "--table", TABLE, "--target", TARGET, *codes, *files)
    assert said.status == 0
    model = from_json((tmp_path / "bought.json").read_bytes())
    assert model.score({"PageValues": 50.0}).value > model.score({"ExitRates": 0.2}).value
    assert (tmp_path / "told.html").exists()


def test_a_model_follows_the_season(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "model.json").write_text(json.dumps(MODEL))
    said = terminal("train", "--recalibrate", "--site", tmp_path, "--journal", journal(tmp_path / "days", 300))
    assert said.status == 0
    assert "by 300 visits" in said.lines[-1]
    kept = json.loads((tmp_path / "model.json").read_bytes())
    assert kept.pop("calibration")["shift"] > 0.1
    assert from_json(json.dumps(kept).encode()) == from_json(json.dumps(MODEL).encode())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--journal", "nowhere"], "nowhere is no journal: name its folder by --journal, or a table by --table"),
        (["--table", TABLE], "name the column of the table that says who bought by --target"),
        (["--table", TABLE, "--target", "Bought"], 'the table has no column "Bought"'),
        (["--table", "nowhere.csv", "--target", "Bought"], "cannot read the visits or write the model"),
        (["--recalibrate", "--table", TABLE, "--target", TARGET], "cannot read the visits or write the model"),
    ],
)
def test_what_cannot_be_learned_from_is_told(
    tmp_path: Path, terminal: Terminal, words: list[str | Path], told: str
) -> None:
    said = terminal("train", "--site", tmp_path, *words)
    assert said.status == 1
    assert told in said.err
    assert not (tmp_path / "model.json").exists()


def test_too_few_orders_write_no_model(tmp_path: Path, terminal: Terminal) -> None:
    said = terminal("train", "--site", tmp_path, "--journal", journal(tmp_path / "days", 20))
    assert said.status == 1
    assert "at least 50 of each are needed" in said.err


def test_the_journal_is_where_the_settings_of_serve_say(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVANTURE_JOURNAL", str(journal(tmp_path / "days", 20)))
    assert "at least 50 of each are needed" in terminal("train", "--site", tmp_path).err


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scoring.train", None)
    said = terminal("train", "--site", tmp_path, "--journal", journal(tmp_path / "days", 400))
    assert said.status == 1
    assert 'pip install "devanture[analysis]"' in said.err


def test_a_broken_model_is_not_followed(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "model.json").write_text('{"name": "spring"}')
    said = terminal("train", "--recalibrate", "--site", tmp_path, "--journal", journal(tmp_path / "days", 20))
    assert said.status == 1
    assert "stages: Field required" in said.err
