"""`devanture report` tells what a journal says, and what is missing where it says nothing."""

import shutil
import sys
from pathlib import Path

import pytest

from proxy.__main__ import main
from proxy.journal import note_of
from tests.support.journal_asked import kept, story
from tests.support.notes import served
from tests.support.shop import SITE, copied_site

TOLD = """\
visitors  visits  pages  orders  value
       2       3      6       1  19.90

stage    visits
home          2
product       1
thanks        0

rule  visitors  visits  dismissed  acted  orders  value
tea          1       1          1      0       0   0.00
uk           1       2          0      1       1  19.90

What we learned
"""


def report(tmp_path: Path, *words: str) -> int:
    return main(["report", "--site", str(SITE), "--data", str(tmp_path), "--stages", "home,product,thanks", *words])


def test_it_tells_of_visits_the_way_to_an_order_and_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept(tmp_path, story())
    assert report(tmp_path) == 0
    out = capsys.readouterr().out
    assert out.startswith(TOLD)
    assert "  tea (gone): tea" in out
    assert out.endswith("with or without it.\n")


def test_a_folder_of_ones_own_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert report(tmp_path, "--journal", str(kept(elsewhere, story()).folder)) == 0
    assert capsys.readouterr().out.startswith(TOLD)


def test_groups_and_segments_are_told_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept(tmp_path, (*story(), note_of(served("c" * 64))))
    assert report(tmp_path, "--segments") == 0
    assert "country  GB" in capsys.readouterr().out


def test_a_page_with_pictures_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept(tmp_path, story())
    page = tmp_path / "report.html"
    assert report(tmp_path, "--html", str(page)) == 0
    assert capsys.readouterr().out == f"{page} holds the report\n"
    assert "<title>Report of campaigns</title>" in page.read_text("utf-8")
    assert report(tmp_path, "--html", str(tmp_path / "nowhere" / "report.html")) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_site_with_errors_is_told_by_the_ids_of_its_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = copied_site(tmp_path / "site")
    (site / "broken.yaml").write_text("- id: broken\n  name: Broken\n  do: [ { show: nothing } ]\n")
    kept(tmp_path, story())
    assert main(["report", "--site", str(site), "--data", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "uk (gone)" in said.out
    assert "rules with errors" in said.err


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
    monkeypatch.delitem(sys.modules, "proxy.stores.journal.accounts", raising=False)
    assert report(tmp_path) == 1
    assert 'pip install "devanture[analysis]"' in capsys.readouterr().err
