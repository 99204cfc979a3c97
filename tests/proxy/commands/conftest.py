import logging
from collections.abc import Iterator

import pytest

from tests.support.commands import Terminal

_SET = ("", "aiohttp", "watchfiles")
"""Loggers that a command which serves or drains sets for its process."""


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture(autouse=True)
def quiet_process() -> Iterator[None]:
    """Leave the log of this process to the next test as it was."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in _SET}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
