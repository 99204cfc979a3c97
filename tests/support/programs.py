"""Debian's own programs that tests run: where each is, and what to do where it is not."""

import os
import shutil

import pytest

SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin"
"""Where Debian keeps servers; a user's PATH does not name these."""


def needed(name: str) -> str:
    """Return the path of a program; skip the test where it is missing, which in CI is a failure."""
    found = shutil.which(name) or shutil.which(name, path=SYSTEM)
    if found is None:
        reason = f"{name} is missing; as root on Debian `make test` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
