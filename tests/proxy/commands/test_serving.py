import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from proxy.commands.serving import keep_memory, open_enough, refuse_unfit

ASK = """
from proxy.commands.serving import UnfitError, refuse_unfit
try:
    refuse_unfit()
except UnfitError as error:
    print(error)
"""


def refusal(*flags: str, environment: Mapping[str, str] | None = None) -> str:
    """What a Python started so says."""
    words = [sys.executable, *flags, "-c", ASK]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout


def test_this_python_is_fit() -> None:
    refuse_unfit()
    keep_memory()


def test_a_python_that_leaves_out_checks_is_not() -> None:
    assert "start it without" in refusal("-O")


def test_a_parser_in_python_is_not() -> None:
    assert "not fit for the edge" in refusal(environment={**os.environ, "AIOHTTP_NO_EXTENSIONS": "1"})


@pytest.fixture
def modest() -> Iterator[int]:
    """A system that begins with few open files; gives how many it allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (600, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_as_many_files_may_be_open_as_the_connections_need(modest: int) -> None:
    open_enough(100)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (712, modest)
    open_enough(1)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (712, modest)


def test_more_than_a_system_allows_is_told(modest: int, caplog: pytest.LogCaptureFixture) -> None:
    unbounded = modest == resource.RLIM_INFINITY
    with caplog.at_level(logging.WARNING):
        open_enough(2**16 if unbounded else modest)
    assert (f"this system allows {modest}" in caplog.text) is not unbounded
