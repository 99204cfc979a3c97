"""`devanture report`: what the journal tells of visits, of the way to an order, of each rule and each group."""

import argparse
import sys
from pathlib import Path

from proxy.commands.past import ANALYSIS, put
from proxy.html.selector import selector_problem
from proxy.settings import Settings, SettingsError, read
from proxy.stores import StoreError
from proxy.stores.journal.days import Days, JournalError
from rules.language.load import inspect
from rules.language.problem import RulebookError
from scoring.account import Account, page, told

NAME = "report"
SUMMARY = "tell what the journal knows of visits, of the way to an order, and of each rule"

STAGES = ("home", "category", "product", "cart", "checkout", "thanks")

DAY = 86_400.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of what we keep")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="the folder of day files, when not the settings'")
    parser.add_argument(
        "--stages", default=",".join(STAGES), metavar="PAGES", help=f"the way to an order (default: {','.join(STAGES)})"
    )
    parser.add_argument("--groups", action="store_true", help="the same by device and by country")
    parser.add_argument("--segments", action="store_true", help="the same by device, country and the site's segments")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write one page with pictures in place of text")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "data")}
    given = {name: value for name, value in named.items() if value is not None}
    try:
        # nobody asks the shop, but settings without one are none
        settings = read({"upstream": "http://127.0.0.1", **given}, arguments.settings)
        found = _account(settings, arguments)
        if arguments.html:
            put(arguments.html, page(found, settings.site.name).encode())
    except (SettingsError, StoreError, RulebookError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{arguments.html} cannot be written: {error}", file=sys.stderr)
        return 1
    for line in told(found) if not arguments.html else (f"{arguments.html} holds the report",):
        print(line)
    return 0


def _account(settings: Settings, arguments: argparse.Namespace) -> Account:
    folder = arguments.journal or settings.days_folder
    if not folder.is_dir():
        raise JournalError(f"{folder} is no journal: name its folder by --journal")
    try:
        from proxy.stores.journal.accounts import Asked, account  # noqa: PLC0415  # an extra that may not be there
    except ImportError as error:
        problem = f"report needs packages that are not installed ({error.name}): {ANALYSIS}"
        raise SettingsError((problem,)) from error
    site = inspect(settings.site, selector_problem)
    if site.errors:
        # figures need not wait for a rule to be mended
        print("rules with errors may be told by their id alone: `devanture check` tells which", file=sys.stderr)
    stages, groups = arguments.stages.split(","), arguments.groups or arguments.segments
    asked = Asked(stages, settings.keep_days * DAY, groups=groups, segments=arguments.segments)
    return account(Days(folder), site.rulebook, asked)
