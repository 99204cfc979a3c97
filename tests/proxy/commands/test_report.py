"""`devanture report` tells what a journal says, and what is missing where it says nothing."""

import shutil
import sys
from pathlib import Path

import pytest

from proxy.__main__ import main
from tests.support.journal_asked import kept, story
from tests.support.shop import SITE

TOLD = """\
visitors  visits  pages  orders  value
       2       3      6       1  19.90

stage    visits
home          2
product       1
thanks        0

rule  visitors  visits  orders  value
tea          1       1       0   0.00
uk           1       2       1  19.90

"""


def report(tmp_path: Path, *words: str) -> int:
    return main(["report", "--site", str(SITE), "--data", str(tmp_path), "--stages", "home,product,thanks", *words])


def test_it_tells_of_visits_the_way_to_an_order_and_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept(tmp_path, story())
    assert report(tmp_path) == 0
    assert capsys.readouterr().out == TOLD


def test_a_folder_of_ones_own_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert report(tmp_path, "--journal", str(kept(elsewhere, story()).folder)) == 0
    assert capsys.readouterr().out == TOLD


def test_a_journal_that_is_not_there_or_empty_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(tmp_path) == 1
    assert "is no journal" in capsys.readouterr().err
    shutil.rmtree(kept(tmp_path, ()).folder / "parquet", ignore_errors=True)
    assert report(tmp_path) == 1
    assert "holds nothing yet" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path, story())
    monkeypatch.setitem(sys.modules, "ibis", None)
    assert report(tmp_path) == 1
    assert 'pip install "devanture[analysis]"' in capsys.readouterr().err
