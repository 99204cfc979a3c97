"""Reads the lists that scoring/referrers is made of, which stand beside this clone; without them a test skips."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.tree import ROOT

LISTS = ROOT.parent / "shared" / "data" / "acquisition"


def listed(name: str) -> list[str]:
    """Return the hosts of one list without those that only a path tells from others, `{}` where any country stands."""
    file: Path = LISTS / name
    if not file.exists():
        pytest.skip("shared/data/acquisition is not beside this clone")
    text = file.read_text("utf-8")
    hosts = text.split() if name.endswith(".txt") else list(_urls(yaml.safe_load(text)))
    return [host for host in hosts if "/" not in host]


def _urls(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _urls(each["urls"] if isinstance(each, dict) else each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _urls(each)
