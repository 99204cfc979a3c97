"""The command that writes the record of processing."""

import argparse
from pathlib import Path

import pytest

from proxy.commands.record_of_processing import configure, run
from tests.support.shop import SITE


def written(*words: str) -> int:
    parser = argparse.ArgumentParser()
    configure(parser)
    return run(parser.parse_args(words))


def test_it_writes_markdown_of_the_demos_site(capsys: pytest.CaptureFixture[str]) -> None:
    assert written("--site", str(SITE), "--upstream", "http://127.0.0.1:8081") == 0
    out = capsys.readouterr().out
    assert out.startswith("# Record of processing activities\n")
    assert "the cookie `cookie_ok` holds `1`" in out


def test_it_writes_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert written("--site", str(SITE), "--upstream", "http://127.0.0.1:8081", "--html") == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


def test_what_is_wrong_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written("--site", str(SITE)) == 1
    assert "upstream is not set" in capsys.readouterr().err
    (tmp_path / "site.yaml").write_text("version: 2\n")
    assert written("--site", str(tmp_path), "--upstream", "http://127.0.0.1:8081") == 1
    assert "site.yaml" in capsys.readouterr().err
