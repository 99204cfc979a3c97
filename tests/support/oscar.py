"""The real shop, stock django-oscar from the package index, with a database of its own for each run of the tests."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.browser import in_ci
from tests.support.process import Program, Running, free_port
from tests.support.tree import ROOT

SHOP = ROOT / "tests/shops/oscar"
CACHE = ROOT / ".cache"
VENV = CACHE / "oscar-venv"
LOCK = SHOP / "requirements.txt"
SEED = "import django; django.setup(); import seed; seed.fill()"


@contextmanager
def running_oscar(folder: Path) -> Iterator[str]:
    """Yield the address of a shop that is filled and that nobody has bought from; `folder` becomes its own."""
    shutil.copytree(_filled(), folder, dirs_exist_ok=True)
    port = free_port()
    words: list[str | Path] = [
        VENV / "bin/python",
        "-m",
        "django",
        "runserver",
        "--noreload",
        "--insecure",
        f"127.0.0.1:{port}",
    ]
    url = f"http://127.0.0.1:{port}"
    with Running(Program(words, f"{url}/catalogue/", folder / "log", _environment(folder))):
        yield url


def _filled() -> Path:
    """Return a folder with the filled shop, made once for each state of its files."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "oscar.busy").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        _install()
        sources = b"".join(path.read_bytes() for path in sorted(SHOP.glob("*.*")))
        filled = CACHE / f"oscar-{hashlib.sha256(sources).hexdigest()[:16]}"
        if not filled.exists():
            _fill(filled)
    return filled


def _install() -> None:
    """Skip the test where the package index is out of reach; in CI that is a failure."""
    words = [ROOT / "requirements/venv.sh", VENV, LOCK]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=_environment(CACHE) | {"PYTHON": sys.executable},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = f"the real shop could not be installed:\n{done.stdout}"
        if in_ci():
            pytest.fail(reason)
        pytest.skip(reason)


def _fill(folder: Path) -> None:
    half = folder.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    for words in (["-m", "django", "migrate", "--verbosity=0"], ["-c", SEED]):
        subprocess.run([VENV / "bin/python", *words], cwd=ROOT, env=_environment(half), check=True)
    half.rename(folder)


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "settings",
        "PYTHONPATH": str(SHOP),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHOP_DIR": str(folder),
    }
