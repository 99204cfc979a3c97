"""Takes pictures of pages by the Chromium that is there; where there is none, nobody misses more than the pictures."""

import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_PATIENCE = 60.0
"""Seconds for one picture."""

_WORDS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic", "--window-size=1000,1400"),
)

_FIRST = tuple(re.compile(rb"<%s(?:\s[^>]*)?>" % tag, re.IGNORECASE) for tag in (b"head", b"html", b"!doctype"))
"""Behind what the address is named: the first of these that the page has."""


def camera() -> str:
    """Return the browser's path, "" where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), "")


def picture(program: str, html: bytes, url: str, *, confined: bool = True) -> bytes:
    """Return a PNG of this page as it looks at its address, b"" when the browser took none.

    `confined` keeps the browser in its sandbox, which it has not as root.
    """
    with TemporaryDirectory() as folder:
        page, shot = Path(folder, "page.html"), Path(folder, "page.png")
        page.write_bytes(_at(html, url))
        words = [program, *_WORDS, f"--user-data-dir={folder}/browser", f"--screenshot={shot}", page.as_uri()]
        words[1:1] = [] if confined else ["--no-sandbox"]
        try:
            subprocess.run(words, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603  # a list, and no shell
        except subprocess.TimeoutExpired:
            return b""
        return shot.read_bytes() if shot.is_file() else b""


def _at(html: bytes, url: str) -> bytes:
    """Return the page with its address named, by which its pictures and styles are found from a file."""
    base = f'<base href="{escape(url)}">'.encode()
    found = next((match for tag in _FIRST if (match := tag.search(html))), None)
    end = found.end() if found else 0
    return html[:end] + base + html[end:]
