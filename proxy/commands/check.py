"""`devanture check DIR`: loads and lints a site, runs every `expect`; with a shop, proves the elements too."""

import argparse
import asyncio
from pathlib import Path

from proxy.commands.contracts import contracts
from proxy.commands.fetch import FetchError
from proxy.html.selector import selector_problem
from rules.language.compile import Compiled
from rules.language.load import inspect
from rules.language.problem import Problem, RulebookError, Severity
from rules.language.source import Document, read
from rules.rulebook import Status

_ASLEEP = (Status.DRAFT, Status.PAUSED)

NAME = "check"
SUMMARY = "load a site's folder, lint it, run every `expect`; --upstream proves the elements on the shop's own pages"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--upstream", metavar="URL", help="the shop whose pages must hold the elements")


def run(arguments: argparse.Namespace) -> int:
    """Return 1 when anything is an error, 0 otherwise; warnings are printed and pass."""
    try:
        found = inspect(arguments.site, selector_problem)
    except RulebookError as error:
        return _told(error.problems, "nothing was checked")
    problems = list(found.problems)
    if arguments.upstream and not found.errors:
        try:
            proven = asyncio.run(contracts(found.rulebook.site, _written(arguments.site), arguments.upstream))
        except FetchError as error:
            print(error)
            return 1
        print(*proven.lines, sep="\n")
        problems += proven.problems
    return _told(tuple(problems), _counted(found))


def _written(folder: Path) -> Document:
    return read("site.yaml", (folder / "site.yaml").read_bytes())


def _told(problems: tuple[Problem, ...] | list[Problem], counted: str) -> int:
    for problem in problems:
        print(problem, end="\n\n")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    print(f"{counted}: {_plural(errors, 'error')}, {_plural(warnings, 'warning')}")
    return 1 if errors else 0


def _counted(found: Compiled) -> str:
    rules = found.rulebook.rules
    asleep = [f"{count} {status}" for status in _ASLEEP if (count := sum(rule.status is status for rule in rules))]
    states = f" ({', '.join(asleep)})" if asleep else ""
    return f"{_plural(len(rules), 'rule')}{states}, {_plural(len(found.expectations), 'expectation')}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
