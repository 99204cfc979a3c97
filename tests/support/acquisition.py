"""Cuts the lists of scoring/referrers out of Matomo's, which stand beside this clone; without them a test skips.

`python -m tests.support.acquisition` writes the three modules anew.
"""

import textwrap
from collections.abc import Iterable, Iterator

import pytest
import yaml

from tests.support.tree import ROOT

LISTS = ROOT.parent / "shared" / "data" / "acquisition"
MODULES = ROOT / "scoring" / "referrers"


def listed(name: str) -> list[str]:
    """Return the hosts of one list without those that only a path tells from others, `{}` where any country stands."""
    if not (LISTS / name).exists():
        pytest.skip("shared/data/acquisition is not beside this clone")
    text = (LISTS / name).read_text("utf-8").lower()
    hosts = text.split() if name.endswith(".txt") else list(_urls(yaml.safe_load(text)))
    return [host for host in hosts if "/" not in host]


def search_engines() -> frozenset[str]:
    """Return hosts: `.ask.com` for all hosts of that domain, `google.*` for one of any country."""
    hosts = {host.removeprefix("www.").removeprefix("{}").replace("{}", "*") for host in listed("SearchEngines.yml")}
    wide = tuple(host for host in hosts if host.startswith("."))
    return frozenset(host for host in hosts if host in wide or not f".{host}".endswith(wide))


def domains(name: str) -> frozenset[str]:
    """Return the domains of a list, without those that stand below another one."""
    hosts = set(listed(name))
    return frozenset(host for host in hosts if not any(host.endswith(f".{other}") for other in hosts))


def _urls(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _urls(each["urls"] if isinstance(each, dict) else each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _urls(each)


def _rewritten(module: str, names: dict[str, Iterable[str]]) -> None:
    file = MODULES / module
    text = file.read_text("utf-8")
    for name, hosts in names.items():
        lines = textwrap.wrap(" ".join(sorted(hosts)), 118, break_long_words=False, break_on_hyphens=False)
        before, opening, rest = text.partition(f'_{name} = """')
        text = "".join([before, opening, "\n", "\n".join(lines), '\n"""', rest.partition('"""')[2]])
    file.write_text(text, "utf-8")


if __name__ == "__main__":
    _rewritten("search_engines.py", {"SEARCH_ENGINES": search_engines()})
    _rewritten("socials.py", {"SOCIALS": domains("Socials.yml"), "ASSISTANTS": domains("AIAssistants.yml")})
    _rewritten("spammers.py", {"SPAMMERS": domains("spammers.txt")})
