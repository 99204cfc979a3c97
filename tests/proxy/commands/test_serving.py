import os
import subprocess
import sys
from collections.abc import Mapping

from proxy.commands.serving import keep_memory, refuse_unfit

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
