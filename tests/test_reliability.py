"""The referee of docs/reliability.md: the tests that it names are there, and the limits have their defaults."""

import re

import pytest

from proxy.settings import Settings
from tests.support.corpus import request_cases, upstream_cases
from tests.support.tree import ROOT, modules

PAGE = (ROOT / "docs/reliability.md").read_text("utf-8")
LIMITS = {
    *("head_limit", "field_limit", "head_fields", "extension_limit", "pipelined", "connections", "page_limit"),
    *("connections_per_address", "head_timeout", "idle_timeout", "progress_timeout", "reader_timeout", "drain_timeout"),
    *("parting_timeout", "connect_timeout", "first_byte_timeout", "upstream_keepalive", "lookup_deadline"),
    "plan_memory",
}


def known() -> frozenset[str]:
    found = (re.findall(r"^(?:async )?def (test_\w+)", module.text, re.MULTILINE) for module in modules("tests"))
    return frozenset(name for names in found for name in names)


def rows() -> list[str]:
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [line for line in lines if not line.endswith("shown by |")]


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named <= known(), f"docs/reliability.md names {', '.join(sorted(named - known()))}, which there is not"


def test_every_category_that_is_named_has_cases() -> None:
    told = re.findall(r"(?<=[|,] )categor(?:y|ies) ([a-z0-9+, -]+)", "\n".join(rows()))
    named = {name.strip(" ,") for names in told for name in re.split(r", (?:category )?", names) if name.strip(" ,")}
    assert named <= {case.category for case in (*request_cases(), *upstream_cases())}


@pytest.mark.parametrize("row", rows())
def test_every_promise_is_shown(row: str) -> None:
    shown = row.rstrip(" |").rpartition(" | ")[2]
    assert re.search(r"`test_\w+`|categor(y|ies) |`make bench`|table of limits", shown), "name the test that shows it"


def test_the_limits_stand_here_with_their_defaults() -> None:
    told = dict(re.findall(r"^\| [^|]+ \| `(\w+)` \| `([\d.]+)` \|", PAGE, re.MULTILINE))
    assert told.keys() == LIMITS
    assert told == {name: str(Settings.model_fields[name].default) for name in told}
