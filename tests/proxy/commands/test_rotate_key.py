import argparse
import time
from pathlib import Path

import pytest

from proxy.commands.rotate_key import configure, run
from proxy.identify import issue, recognize, remembered
from proxy.message import Head
from proxy.stores.keys import SETTLING, read_keys


def rotated(*words: str) -> int:
    parser = argparse.ArgumentParser()
    configure(parser)
    return run(parser.parse_args(words))


def test_a_new_key_signs_and_nobody_is_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "data" / "keys"
    before = read_keys(file)
    visitor = issue(before, b"x" * 16, 1_700_000_000)
    line = remembered(before, visitor, 1_700_000_000, secure=False)
    assert rotated("--site", str(tmp_path)) == 0
    after = read_keys(file, lambda: time.time() + SETTLING + 1)
    assert after.current != before.current
    head = Head("GET", "/", ((b"Cookie", line.partition(b";")[0]),))
    known = recognize(after, head, 1_700_000_100, secure=False)
    assert known is not None
    assert (known.id, known.stale) == (visitor.id, True)
    assert capsys.readouterr().out == f"{file} signs with a new key; still believed of the older ones: 1\n"


def test_a_file_of_keys_may_stand_anywhere(tmp_path: Path) -> None:
    assert rotated("--site", str(tmp_path), "--keys", str(tmp_path / "elsewhere")) == 0
    assert read_keys(tmp_path / "elsewhere").older


def test_what_is_wrong_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rotated() == 1
    assert "site is not set" in capsys.readouterr().err
    (tmp_path / "keys").write_text("no keys")
    assert rotated("--site", str(tmp_path), "--keys", str(tmp_path / "keys")) == 1
    assert "does not hold our keys" in capsys.readouterr().err
