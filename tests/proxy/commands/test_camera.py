import os
from pathlib import Path

import pytest

from proxy.commands.camera import camera, picture

pytestmark = pytest.mark.browser

PNG = b"\x89PNG\r\n"


def taken(html: bytes) -> bytes:
    return picture(camera(), html, "http://127.0.0.1:9/", confined=os.geteuid() != 0)


def test_a_page_becomes_a_picture() -> None:
    assert taken(b"<title>x</title><p>A page").startswith(PNG)


def test_two_pages_that_look_alike_are_pictures_alike_and_others_are_not() -> None:
    page = taken(b"<!doctype html><body style='background: #fff'><p>A page")
    assert taken(b"<!doctype html><head></head><body style='background: #fff'><p>A page") == page
    assert taken(b"<!doctype html><body style='background: #00f'><p>A page") != page


def test_a_browser_that_takes_none_leaves_none(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    assert picture(str(program), b"<p>", "http://127.0.0.1:9/") == b""


def test_where_no_browser_is_there_is_no_camera(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert camera() == ""
